package io.millrace.jobs.cli.backfill;

import io.millrace.jobs.backfill.Exclusion;
import io.millrace.jobs.backfill.StagedRow;

/** Takes what a backfill has computed, where it isn't written anywhere. */
public interface ComputedSink {
    /** A row, in the events' order. */
    void row(StagedRow row);

    /** An event that has no row; after all rows. */
    void leftOut(Exclusion exclusion);
}
