package io.millrace.drift.policy;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.OptionalLong;

/**
 * That a training is asked for.
 *
 * @param id 32 hexadecimal digits, the same after a replay
 * @param asOf event time of the decision, epoch milliseconds; only labels known by then are used
 * @param from event time of the oldest example to use, included, epoch milliseconds; empty for all
 * @param rows labelled examples that there are since then
 * @param reason a sentence for people, with the figures that decided
 * @param alertIds the alerts that led to it
 * @param champion digest of the version in charge; null if none is
 */
public record RetrainDecision(
        String id,
        RetrainCause cause,
        long asOf,
        OptionalLong from,
        long rows,
        String reason,
        List<String> alertIds,
        @Nullable String champion) {

    public RetrainDecision {
        alertIds = List.copyOf(alertIds);
    }
}
