package io.millrace.schemas.serde;

import java.time.Duration;

/**
 * How often a question is asked, and how long to wait in between: doubling from the first pause up
 * to the longest.
 *
 * @param attempts at least 1
 */
record Backoff(int attempts, Duration first, Duration longest) {
    /** About six seconds of waiting: an election or a rolling restart of the registry passes. */
    static final Backoff DEFAULT = new Backoff(7, Duration.ofMillis(100), Duration.ofSeconds(3));

    Backoff {
        if (attempts < 1) {
            throw new IllegalArgumentException(attempts + " attempts; at least 1 is needed");
        }
    }

    /** The pause after an attempt, counted from 1. */
    Duration after(int attempt) {
        Duration pause = first.multipliedBy(1L << Math.min(attempt - 1, 20));
        return pause.compareTo(longest) > 0 ? longest : pause;
    }
}
