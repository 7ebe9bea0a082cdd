package io.millrace.drift.policy;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * An episode that opens, becomes more severe, or ends: a record each, with the same id.
 *
 * @param id 32 hexadecimal digits, the same after a replay
 * @param digest of the version that it's about
 * @param rule what was broken, such as psi or share-of-features
 * @param subject the feature or the metric; null if it's about the whole model
 * @param episodeStart start of the first window of the episode, epoch milliseconds
 * @param asOf event time at which it was raised or resolved, epoch milliseconds
 * @param value the value that decided
 * @param threshold what it was compared with
 * @param summary a sentence for people
 * @param evidence a sentence each, the strongest first
 */
public record Alert(
        String id,
        String digest,
        State state,
        Severity severity,
        String rule,
        @Nullable String subject,
        long episodeStart,
        long asOf,
        double value,
        double threshold,
        String summary,
        List<String> evidence) {

    /** Whether it opens (or becomes more severe), or ends. */
    public enum State {
        FIRING,
        RESOLVED
    }

    /** How urgent it is. */
    public enum Severity {
        WARNING,
        CRITICAL
    }

    public Alert {
        evidence = List.copyOf(evidence);
    }
}
