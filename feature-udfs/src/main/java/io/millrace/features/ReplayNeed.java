package io.millrace.features;

import java.util.List;

/**
 * How much of a source a replay needs, so that features have the values that all of the history
 * would give.
 *
 * @param source index in the pipeline's order
 * @param reachMillis the features that have an end need events from so long before the first event
 *     that's asked about; 0 if no feature reads earlier events of the source
 * @param fromBeginning the features, in the feature set's order, that may depend on any earlier
 *     event: {@code lifetime}, {@code last n}, sessions, lookups without {@code max_age}, and those
 *     of rows that have times of their own
 */
public record ReplayNeed(int source, long reachMillis, List<String> fromBeginning) {
    public ReplayNeed {
        fromBeginning = List.copyOf(fromBeginning);
    }

    /** Whether the replay has to start with the source's first event. */
    public boolean needsBeginning() {
        return !fromBeginning.isEmpty();
    }
}
