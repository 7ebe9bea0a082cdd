package io.millrace.scoring.metrics;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether scores are how often the positive class came: rows by tenths of the score.
 *
 * @param bins those of the ten that have rows, upwards
 * @param expectedError mean over rows of |mean score − share of positives| of their bin (ECE); NaN
 *     without rows
 */
public record Reliability(List<Bin> bins, double expectedError) {
    private static final int BINS = 10;

    public Reliability {
        bins = List.copyOf(bins);
    }

    /**
     * @param from lowest score of the bin, included; the highest is 0.1 more, included in the last
     * @param meanScore of its rows
     * @param positives share of its rows that are positive
     */
    public record Bin(double from, long rows, double meanScore, double positives) {}

    /**
     * @param scores in [0, 1]
     */
    public static Reliability of(double[] scores, boolean[] labels) {
        double[] sums = new double[BINS];
        double[] positives = new double[BINS];
        long[] rows = new long[BINS];
        for (int i = 0; i < scores.length; i++) {
            int bin = Math.min(BINS - 1, (int) (scores[i] * BINS));
            sums[bin] += scores[i];
            positives[bin] += labels[i] ? 1 : 0;
            rows[bin]++;
        }
        List<Bin> bins = new ArrayList<>();
        double error = 0;
        for (int bin = 0; bin < BINS; bin++) {
            if (rows[bin] > 0) {
                bins.add(
                        new Bin(
                                bin / (double) BINS,
                                rows[bin],
                                sums[bin] / rows[bin],
                                positives[bin] / rows[bin]));
                error += Math.abs(sums[bin] - positives[bin]);
            }
        }
        return new Reliability(bins, error / scores.length);
    }
}
