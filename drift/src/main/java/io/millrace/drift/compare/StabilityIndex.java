package io.millrace.drift.compare;

import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

import java.util.Arrays;

/**
 * Population stability index, PSI: Σ (q − p) · ln(q / p) over cells, p being a cell's share of the
 * reference and q its share of the window. A share of 0 is taken as 1e-4, without renormalising.
 *
 * @param value at least 0
 * @param cells that hold rows on either side
 * @param noise what it stays below in 999 of 1,000 windows that are like the reference: χ²(0.999,
 *     cells − 1) · (1/N + 1/M). The index of two samples of one distribution is distributed like
 *     that (Yurdakul and Naranjo, 2020).
 */
public record StabilityIndex(double value, int cells, double noise) {
    private static final double SMALLEST_SHARE = 1e-4;
    private static final double EXCEEDED_BY_CHANCE = 0.001;

    /**
     * @param reference rows in each cell, at least one in all
     * @param current the same for the window
     */
    public static StabilityIndex of(long[] reference, long[] current) {
        double n = Arrays.stream(reference).sum();
        double m = Arrays.stream(current).sum();
        double value = 0;
        int cells = 0;
        for (int i = 0; i < reference.length; i++) {
            if (reference[i] == 0 && current[i] == 0) {
                continue;
            }
            cells++;
            double p = reference[i] == 0 ? SMALLEST_SHARE : reference[i] / n;
            double q = current[i] == 0 ? SMALLEST_SHARE : current[i] / m;
            value += (q - p) * StrictMath.log(q / p);
        }
        return new StabilityIndex(value, cells, quantile(cells - 1) * (1 / n + 1 / m));
    }

    private static double quantile(int degrees) {
        return degrees < 1
                ? 0
                : ChiSquaredDistribution.of(degrees).inverseSurvivalProbability(EXCEEDED_BY_CHANCE);
    }
}
