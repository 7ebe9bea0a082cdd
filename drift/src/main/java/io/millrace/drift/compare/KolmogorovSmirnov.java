package io.millrace.drift.compare;

import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.apache.commons.statistics.inference.PValueMethod;

import java.util.Arrays;

/**
 * The two-sample Kolmogorov-Smirnov test, on values or on counts in cells that end at a value: the
 * distribution functions are compared after all copies of it, so that ties do no harm.
 *
 * @param distance D, the largest distance of the distribution functions, in [0, 1]. Of cells it's
 *     never more than of the values themselves, and the same where each value of the reference has
 *     its own cell.
 * @param p probability of such a distance if both are of one continuous distribution, by
 *     Kolmogorov's limit at D · √(nm / (n + m)), but for few values themselves; with ties the true
 *     one is smaller
 */
public record KolmogorovSmirnov(double distance, double p) {
    private static final int MOST_EXACT = 1000;
    private static final KolmogorovSmirnovTest EXACT =
            KolmogorovSmirnovTest.withDefaults().with(PValueMethod.EXACT);

    /** Terms of both series beyond these are below the last bit of the sum. */
    private static final int TERMS = 20;

    /** Where the one series hands over to the other; both are exact around here. */
    private static final double HAND_OVER = 1.0;

    /**
     * @param reference rows in each cell, in the cells' order, at least one in all
     * @param current the same for the window
     */
    public static KolmogorovSmirnov of(long[] reference, long[] current) {
        double n = Arrays.stream(reference).sum();
        double m = Arrays.stream(current).sum();
        long below = 0;
        long currentBelow = 0;
        double distance = 0;
        for (int i = 0; i < reference.length; i++) {
            below += reference[i];
            currentBelow += current[i];
            distance = Math.max(distance, Math.abs(below / n - currentBelow / m));
        }
        double p = limit(distance * StrictMath.sqrt(n * m / (n + m)));
        return new KolmogorovSmirnov(distance, p);
    }

    /**
     * Of the values themselves. p is exact (as if there were no ties) where both sides have at most
     * {@value #MOST_EXACT} values, and by the limit otherwise.
     *
     * @param reference finite, rising; without values on a side both figures are NaN
     * @param current the same
     */
    public static KolmogorovSmirnov of(double[] reference, double[] current) {
        int i = 0;
        int j = 0;
        double n = reference.length;
        double m = current.length;
        double distance = 0;
        while (i < reference.length && j < current.length) {
            double at = Math.min(reference[i], current[j]);
            while (i < reference.length && reference[i] == at) {
                i++;
            }
            while (j < current.length && current[j] == at) {
                j++;
            }
            distance = Math.max(distance, Math.abs(i / n - j / m));
        }
        if (n == 0 || m == 0) {
            return new KolmogorovSmirnov(Double.NaN, Double.NaN);
        }
        boolean exact = n <= MOST_EXACT && m <= MOST_EXACT && n > 1 && m > 1;
        return new KolmogorovSmirnov(
                distance,
                exact
                        ? EXACT.test(reference, current).getPValue()
                        : limit(distance * StrictMath.sqrt(n * m / (n + m))));
    }

    /**
     * P(K > x) of Kolmogorov's distribution: 2 Σ (−1)^(k−1) e^(−2k²x²), or for small x its theta
     * transform 1 − √(2π)/x · Σ e^(−(2k−1)²π²/(8x²)).
     */
    static double limit(double x) {
        if (x <= 0) {
            return 1;
        }
        double sum = 0;
        if (x < HAND_OVER) {
            for (int k = 1; k <= TERMS; k++) {
                double odd = (2 * k - 1) * Math.PI / x;
                sum += StrictMath.exp(-odd * odd / 8);
            }
            return 1 - StrictMath.sqrt(2 * Math.PI) / x * sum;
        }
        for (int k = TERMS; k >= 1; k--) {
            double term = StrictMath.exp(-2.0 * k * k * x * x);
            sum += k % 2 == 1 ? term : -term;
        }
        return Math.min(1, 2 * sum);
    }
}
