package io.millrace.jobs.cli.parity;

import java.util.List;

/**
 * A served vector that isn't the one that's computed again.
 *
 * @param eventTime epoch milliseconds
 * @param place of the prediction: {@code topic/partition@offset}
 * @param fingerprint of the feature set that it was served by; empty if it can't be read
 * @param reason in words, with what's known beyond the cause
 * @param values the features that differ; none if there is no other vector
 */
public record VectorDifference(
        String eventId,
        long eventTime,
        String place,
        String fingerprint,
        Cause cause,
        String reason,
        List<ValueDifference> values) {

    public VectorDifference {
        values = List.copyOf(values);
    }
}
