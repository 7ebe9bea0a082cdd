package io.millrace.drift.compare;

import java.util.Arrays;

/**
 * How far apart two distributions over the same cells are, p being a cell's share of the reference
 * and q its share of the window. All are 0 for equal shares and 1 for shares that have no cell in
 * common (but {@code largest}, which is less than 1 when they're spread over several cells).
 *
 * @param jensenShannon √(½ Σ p log₂(p / m) + ½ Σ q log₂(q / m)) with m = (p + q) / 2: the distance,
 *     not the divergence, as SciPy's {@code jensenshannon} with base 2
 * @param hellinger √(½ Σ (√p − √q)²)
 * @param largest L∞, the largest |q − p|
 * @param totalVariation ½ Σ |q − p|
 */
public record CellDistances(
        double jensenShannon, double hellinger, double largest, double totalVariation) {
    private static final double LN_2 = StrictMath.log(2);

    /**
     * All NaN without a row on either side.
     *
     * @param reference rows in each cell
     * @param current the same for the window
     */
    public static CellDistances of(long[] reference, long[] current) {
        double n = Arrays.stream(reference).sum();
        double m = Arrays.stream(current).sum();
        double divergence = 0;
        double roots = 0;
        double largest = 0;
        double apart = 0;
        for (int i = 0; i < reference.length; i++) {
            double p = reference[i] / n;
            double q = current[i] / m;
            double middle = (p + q) / 2;
            divergence += relativeEntropy(p, middle) + relativeEntropy(q, middle);
            double root = StrictMath.sqrt(p) - StrictMath.sqrt(q);
            roots += root * root;
            largest = Math.max(largest, Math.abs(q - p));
            apart += Math.abs(q - p);
        }
        if (n == 0 || m == 0) {
            return new CellDistances(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
        }
        // Rounding can leave a sum a last bit below 0, or above 1.
        double bits = Math.max(0, divergence / LN_2 / 2);
        return new CellDistances(
                Math.min(1, StrictMath.sqrt(bits)),
                Math.min(1, StrictMath.sqrt(roots / 2)),
                largest,
                Math.min(1, apart / 2));
    }

    private static double relativeEntropy(double share, double middle) {
        return share > 0 ? share * StrictMath.log(share / middle) : 0;
    }
}
