/**
 * Whether a window differs from its reference: tests, thresholds, verdicts.
 *
 * <p>A test says drift only when the difference is large enough to matter, significant after all
 * features of the window were looked at, and made of rows enough. The statistics themselves are
 * plain functions of counts; {@link io.millrace.drift.compare.WindowComparison} puts them together.
 */
@NullMarked
package io.millrace.drift.compare;

import org.jspecify.annotations.NullMarked;
