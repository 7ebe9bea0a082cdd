package io.millrace.drift.compare;

import io.millrace.drift.profile.FeatureColumn;

import java.util.List;

/**
 * What all tests say of one window, by feature in the profile's order.
 *
 * @param verdicts of one feature, the most serious first
 */
public record WindowVerdict(List<FeatureVerdict> verdicts) {

    public WindowVerdict {
        verdicts = List.copyOf(verdicts);
    }

    /** The features that there are verdicts of, the score's among them. */
    public List<String> features() {
        return verdicts.stream().map(FeatureVerdict::feature).distinct().toList();
    }

    /** All tests of one feature, the most serious verdict first. */
    public List<FeatureVerdict> of(String feature) {
        return verdicts.stream().filter(verdict -> verdict.feature().equals(feature)).toList();
    }

    /** The most serious verdict of a feature; UNKNOWN if all its tests are. */
    public Verdict verdict(String feature) {
        return of(feature).stream()
                .map(FeatureVerdict::verdict)
                .reduce(Verdict.UNKNOWN, Verdict::worse);
    }

    /**
     * Share of the features, without the score, whose distribution drifts, among those where that
     * can be told; NaN if it can be of none.
     */
    public double shareDrifting() {
        List<FeatureVerdict> known =
                verdicts.stream()
                        .filter(verdict -> verdict.rule().isOfDistribution())
                        .filter(verdict -> verdict.verdict() != Verdict.UNKNOWN)
                        .filter(verdict -> !verdict.feature().equals(FeatureColumn.SCORE))
                        .toList();
        return (double) distinct(known.stream().filter(FeatureVerdict::counts).toList())
                / distinct(known);
    }

    private static long distinct(List<FeatureVerdict> verdicts) {
        return verdicts.stream().map(FeatureVerdict::feature).distinct().count();
    }
}
