/**
 * The job {@code drift}: what was served and what turned out to be true, compared and judged.
 * {@link io.millrace.jobs.drift.DriftJob} is the page to read; the thinking is in {@code
 * io.millrace.drift}.
 */
@NullMarked
package io.millrace.jobs.drift;

import org.jspecify.annotations.NullMarked;
