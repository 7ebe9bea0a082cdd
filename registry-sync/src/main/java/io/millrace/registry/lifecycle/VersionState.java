package io.millrace.registry.lifecycle;

/** Where a version stands. */
public enum VersionState {
    /** Known, but without a passed gate or a person's approval. */
    REGISTERED,
    /** May serve; waits for its rollout. */
    VALIDATED,
    /** By the gate or a person; it never serves. */
    REJECTED,
    /** Scores every event, serves nobody. */
    SHADOW,
    /** Serves a share of the units. */
    CANARY,
    /** In a rollout that doesn't go on: it keeps its share. */
    PAUSED,
    /** Serves everybody who isn't in an arm. */
    CHAMPION,
    /** Has served or waited, and was followed by another. */
    RETIRED,
    /** Was worse than the champion, or a person took it back. */
    ROLLED_BACK;

    boolean isInRollout() {
        return this == SHADOW || this == CANARY || this == PAUSED;
    }
}
