/**
 * How well a version does on the events of one window, while their labels come in.
 *
 * <p>All that's kept are whole numbers that add up: counts, and sums of losses in billionths. So
 * parts of a window merge to the bits of the whole in any order, and a label that's corrected is
 * taken out again without a trace.
 */
@NullMarked
package io.millrace.drift.performance;

import org.jspecify.annotations.NullMarked;
