package io.millrace.registry.lifecycle;

/** Where a version stands. */
public enum VersionState {
    /** Known, but without a passed gate or a person's approval. */
    REGISTERED,
    /** May serve; waits for its rollout. */
    VALIDATED,
    /** A person has said that it may serve; waits for its rollout. */
    APPROVED,
    /** By the gate or a person; it never serves, unless a person forces it. */
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
    /** A person has put it away; it serves no more, unless a person forces it. */
    ARCHIVED,
    /** Was worse than the champion, or a person took it back. */
    ROLLED_BACK;

    boolean isInRollout() {
        return this == SHADOW || this == CANARY || this == PAUSED;
    }
}
