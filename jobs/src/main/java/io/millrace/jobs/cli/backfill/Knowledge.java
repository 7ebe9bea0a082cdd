package io.millrace.jobs.cli.backfill;

/** Which of the events that a live run has passed by a computation over its topics takes in. */
public enum Knowledge {
    /** Everything that came, late or not; of a repeated id the first. */
    FULL(false, false),
    /** What the live run has answered. */
    AS_SERVED(true, true),
    /** What the live run has answered, and what it recorded as late. */
    WITH_LATE(false, true),
    /** What the live run has answered, and what it recorded as duplicates. */
    WITH_DUPLICATES(true, false);

    private final boolean leavesOutLate;
    private final boolean leavesOutDuplicates;

    Knowledge(boolean leavesOutLate, boolean leavesOutDuplicates) {
        this.leavesOutLate = leavesOutLate;
        this.leavesOutDuplicates = leavesOutDuplicates;
    }

    boolean leavesOutLate() {
        return leavesOutLate;
    }

    boolean leavesOutDuplicates() {
        return leavesOutDuplicates;
    }

    /** Whether the live run's records say which ids are repeated, and not the job itself. */
    boolean isRecorded() {
        return this != FULL;
    }
}
