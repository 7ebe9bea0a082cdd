package io.millrace.drift.compare;

import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

import java.util.Arrays;

/**
 * Whether two samples of categories are of one distribution: Pearson's χ² of a table of two rows,
 * without correction for continuity. Categories that are expected fewer than 5 times on either side
 * are merged into one; whatever that one expects, it's kept, since leaving it out would lose levels
 * that are new.
 *
 * @param distance total variation ½ Σ |q − p| of the categories before they're merged, in [0, 1]
 * @param cramersV √(χ² / (N + M)) of the table of two rows, in [0, 1]: how strong the difference
 *     is, whatever the number of rows
 * @param p probability of such a χ²; 1 if there's a single category
 */
public record Homogeneity(
        double distance, double chiSquared, double cramersV, int degrees, double p) {
    private static final double SMALLEST_EXPECTED = 5;

    /**
     * @param reference rows in each category, at least one in all
     * @param current the same for the window
     */
    public static Homogeneity of(long[] reference, long[] current) {
        double n = Arrays.stream(reference).sum();
        double m = Arrays.stream(current).sum();
        double variation = 0;
        double chiSquared = 0;
        int categories = 0;
        long rareReference = 0;
        long rareCurrent = 0;
        for (int i = 0; i < reference.length; i++) {
            variation += Math.abs(current[i] / m - reference[i] / n);
            double share = (reference[i] + current[i]) / (n + m);
            if (share * Math.min(n, m) < SMALLEST_EXPECTED) {
                rareReference += reference[i];
                rareCurrent += current[i];
            } else {
                categories++;
                chiSquared += part(reference[i], current[i], n, m);
            }
        }
        if (rareReference + rareCurrent > 0) {
            categories++;
            chiSquared += part(rareReference, rareCurrent, n, m);
        }
        int degrees = Math.max(0, categories - 1);
        double p =
                degrees == 0
                        ? 1
                        : ChiSquaredDistribution.of(degrees).survivalProbability(chiSquared);
        double strength = StrictMath.sqrt(chiSquared / (n + m));
        return new Homogeneity(variation / 2, chiSquared, Math.min(1, strength), degrees, p);
    }

    /** What one category adds, from both samples. */
    private static double part(double reference, double current, double n, double m) {
        double share = (reference + current) / (n + m);
        double above = reference - share * n;
        double below = current - share * m;
        return above * above / (share * n) + below * below / (share * m);
    }
}
