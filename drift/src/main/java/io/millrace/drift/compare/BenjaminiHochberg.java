package io.millrace.drift.compare;

import java.util.Arrays;

/**
 * Adjusts the p-values of many tests, so that of those below a level only that share is expected to
 * be by chance (Benjamini and Hochberg, 1995).
 */
public final class BenjaminiHochberg {
    private BenjaminiHochberg() {}

    /**
     * min over ranks j ≥ i of p₍ⱼ₎ · n / j, at most 1, in the order of the input.
     *
     * @param p in [0, 1]; NaN for a test that couldn't be made: it stays NaN and isn't counted
     */
    public static double[] adjust(double[] p) {
        Integer[] order = new Integer[p.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Double.compare(p[a], p[b])); // NaN last
        int tests = (int) Arrays.stream(p).filter(value -> !Double.isNaN(value)).count();
        double[] adjusted = new double[p.length];
        Arrays.fill(adjusted, Double.NaN);
        double smallest = 1;
        for (int rank = tests; rank >= 1; rank--) {
            int i = order[rank - 1];
            smallest = Math.min(smallest, p[i] * tests / rank);
            adjusted[i] = smallest;
        }
        return adjusted;
    }
}
