package io.millrace.drift.policy;

import io.millrace.drift.compare.FeatureVerdict;
import io.millrace.drift.compare.Verdict;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What one rule says of one window.
 *
 * @param rule its name, as it's written in records
 * @param subject the feature or the metric; null if it's about the whole model
 * @param value the larger, the worse
 * @param threshold from which value on it's drift
 * @param summary a sentence for people
 * @param evidence a sentence each, the strongest first
 */
public record Observation(
        String rule,
        @Nullable String subject,
        Verdict verdict,
        double value,
        double threshold,
        String summary,
        List<String> evidence) {
    /** An alert ends when the value is below this share of the threshold. */
    private static final double CLEARS_BELOW = 0.8;

    public Observation {
        evidence = List.copyOf(evidence);
    }

    static Observation of(FeatureVerdict verdict) {
        return new Observation(
                verdict.rule().id(),
                verdict.feature(),
                verdict.verdict().isDrift() && !verdict.isToldAlone()
                        ? Verdict.OK
                        : verdict.verdict(),
                verdict.statistic(),
                verdict.countsFrom(),
                verdict.evidence(),
                List.of(verdict.evidence()));
    }

    /** Whether it's far enough below the threshold for an alert to end. */
    boolean isCalm() {
        return verdict == Verdict.OK && (value < CLEARS_BELOW * threshold || value == 0);
    }
}
