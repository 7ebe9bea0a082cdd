/**
 * Features of past events, by serve's own operators in a bounded job: start with {@link
 * io.millrace.jobs.backfill.BackfillJob}.
 *
 * <p>Whatever the events come from, they're first sorted by event time into files ({@link
 * io.millrace.jobs.backfill.SortedRuns}). So the job's watermark can follow the events closely,
 * nothing is ever late, and no window is held back in an order buffer. The rows that come out are
 * staged in one file, in the events' order: a function of the set of events, whatever the
 * parallelism. Both files go with the checkpoints, so a run that was killed goes on where it was.
 */
@org.jspecify.annotations.NullMarked
package io.millrace.jobs.backfill;
