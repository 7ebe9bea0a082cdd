package io.millrace.scoring.metrics;

import java.util.Arrays;

/**
 * Where a figure may truly be, at a confidence of 95 %, for rows that are independent of each
 * other. Rows of the same few customers aren't, and know less than they seem to.
 *
 * @param from lower end, NaN if it isn't defined
 * @param to upper end, NaN if it isn't defined
 */
public record Confidence(double from, double to) {
    /** Of a normal distribution's middle 95 %. */
    private static final double Z = 1.959963984540054;

    private static final Confidence NONE = new Confidence(Double.NaN, Double.NaN);

    /**
     * Of an AUC by DeLong, DeLong and Clarke-Pearson (1988), cut to [0, 1]. With few rows, or an
     * AUC near 1, it's too narrow. NaN with fewer than two rows of a class. O(n log n).
     *
     * @param scores higher for those that are likelier positive
     * @param labels one for each score
     */
    public static Confidence ofAuc(double[] scores, boolean[] labels) {
        double[] positives = sorted(scores, labels, true);
        double[] negatives = sorted(scores, labels, false);
        if (positives.length < 2 || negatives.length < 2) {
            return NONE;
        }
        double[] wins = new double[positives.length];
        for (int i = 0; i < wins.length; i++) {
            wins[i] = shareBelow(negatives, positives[i]);
        }
        double[] losses = new double[negatives.length];
        for (int i = 0; i < losses.length; i++) {
            losses[i] = 1 - shareBelow(positives, negatives[i]);
        }
        double auc = Arrays.stream(wins).average().orElse(Double.NaN);
        double reach =
                Z * Math.sqrt(variance(wins) / wins.length + variance(losses) / losses.length);
        return new Confidence(Math.max(0, auc - reach), Math.min(1, auc + reach));
    }

    /** Of a share by Wilson (1927). NaN without rows. */
    public static Confidence ofShare(double share, long rows) {
        if (rows == 0 || Double.isNaN(share)) {
            return NONE;
        }
        double n = rows;
        double middle = share + Z * Z / (2 * n);
        double reach = Z * Math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n));
        double scale = 1 + Z * Z / n;
        return new Confidence((middle - reach) / scale, (middle + reach) / scale);
    }

    private static double[] sorted(double[] scores, boolean[] labels, boolean wanted) {
        double[] chosen = new double[scores.length];
        int count = 0;
        for (int i = 0; i < scores.length; i++) {
            if (labels[i] == wanted) {
                chosen[count++] = scores[i] + 0.0; // -0.0 and 0.0 are a tie
            }
        }
        double[] own = Arrays.copyOf(chosen, count);
        Arrays.sort(own);
        return own;
    }

    /** A tie counts one half. */
    private static double shareBelow(double[] sorted, double score) {
        return (first(sorted, score, false) + first(sorted, score, true)) / 2.0 / sorted.length;
    }

    /** How many are below a score, or not above it. */
    private static int first(double[] sorted, double score, boolean ties) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < score || ties && sorted[middle] == score) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static double variance(double[] values) {
        double mean = Arrays.stream(values).average().orElse(Double.NaN);
        double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
        return squares / (values.length - 1);
    }
}
