package io.millrace.drift.compare;

/**
 * What one test says of one feature of a window.
 *
 * @param statistic size of the difference, at least 0; NaN without a value on either side
 * @param p probability of such a difference by chance; NaN if the test has none
 * @param adjustedP the same, adjusted for the features of the window; NaN if the test has none
 * @param threshold from which statistic on it counts as drift; 0 for {@link Rule#CONSTANT}, where
 *     any does that's significant
 * @param rows of the window that the test is about
 * @param referenceRows the same of the reference
 * @param evidence a sentence for people, with the figures
 */
public record FeatureVerdict(
        String feature,
        Rule rule,
        double statistic,
        double p,
        double adjustedP,
        double threshold,
        long rows,
        long referenceRows,
        Verdict verdict,
        String evidence) {}
