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
        String evidence) {
    /** A mere warning of a distance counts from so many times its threshold on. */
    private static final double COUNTS_FROM = 2;

    /**
     * Whether it counts among the features that drift: all drift does, but for warnings of
     * distances other than the index, which must be twice their threshold. The tests take rows for
     * independent; those of real streams aren't, and move by a tenth of a deviation from day to
     * day.
     */
    public boolean counts() {
        return verdict.isDrift() && !(statistic < countsFrom());
    }

    /**
     * Whether it can open an alert by itself. A distribution that warns counts in the share of
     * features alone: the tests take rows for independent, and in a world that doesn't change one
     * of dozens of features warns in some window.
     */
    public boolean isToldAlone() {
        boolean mild = rule.isOfDistribution() && verdict == Verdict.WARNING;
        return counts() && !mild;
    }

    /** From which statistic on it counts, if it's significant. */
    public double countsFrom() {
        boolean isMild =
                verdict == Verdict.WARNING && rule == Rule.TOTAL_VARIATION
                        || verdict != Verdict.ALERT && rule.isFurtherDistance();
        return isMild ? COUNTS_FROM * threshold : threshold;
    }
}
