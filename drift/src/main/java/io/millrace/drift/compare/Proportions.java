package io.millrace.drift.compare;

import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Whether something is as frequent in the window as in the reference.
 *
 * @param difference share of the window minus share of the reference, in [-1, 1]
 * @param p probability of so large a difference, either way
 */
public record Proportions(double difference, double p) {
    private static final NormalDistribution STANDARD = NormalDistribution.of(0, 1);

    /**
     * The two-proportion z-test with pooled variance, two-sided; p is 1 if all rows are alike.
     *
     * @param reference how many of {@code referenceRows} have it
     * @param current how many of {@code rows} have it
     */
    public static Proportions of(long reference, long referenceRows, long current, long rows) {
        double difference = (double) current / rows - (double) reference / referenceRows;
        double pooled = (double) (reference + current) / (referenceRows + rows);
        double variance = pooled * (1 - pooled) * (1.0 / referenceRows + 1.0 / rows);
        if (!(variance > 0)) {
            return new Proportions(difference, 1);
        }
        double z = Math.abs(difference) / StrictMath.sqrt(variance);
        return new Proportions(difference, Math.min(1, 2 * STANDARD.survivalProbability(z)));
    }

    /**
     * Probability that all {@code current} rows that have something fall into the window by chance,
     * when none of the reference has it: Π (rows − i) / (rows + referenceRows − i). Exact
     * (hypergeometric), so it holds for a few rows as well.
     */
    public static double onlyInWindow(long referenceRows, long current, long rows) {
        double p = 1;
        for (long i = 0; i < current && p > 0; i++) {
            p *= (double) (rows - i) / (rows + referenceRows - i);
        }
        return p;
    }
}
