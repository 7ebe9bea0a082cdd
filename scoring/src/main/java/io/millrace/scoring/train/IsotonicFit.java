package io.millrace.scoring.train;

import io.millrace.scoring.Calibration;

import java.util.Arrays;

/**
 * The steps that never fall and are nearest to the labels, by pooling adjacent violators; Ayer and
 * others, An empirical distribution function for sampling with incomplete information, 1955. Steps
 * keep half a row's distance from 0 and 1, so that no score is certain.
 */
final class IsotonicFit {
    private static final int MOST_POINTS = 4_000;

    private IsotonicFit() {}

    static Calibration fit(double[] margins, boolean[] labels) {
        Integer[] order = new Integer[margins.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Double.compare(margins[a] + 0.0, margins[b] + 0.0));
        Blocks blocks = new Blocks(margins.length);
        for (int start = 0; start < order.length; ) {
            double margin = margins[order[start]];
            int end = start;
            double positives = 0;
            while (end < order.length && margins[order[end]] == margin) {
                positives += labels[order[end++]] ? 1 : 0;
            }
            blocks.add(margin + 0.0, positives, end - start);
            start = end;
        }
        return blocks.calibration(0.5 / margins.length);
    }

    /** Blocks of rows with one mean each, which rise strictly. */
    private static final class Blocks {
        private final double[] from;
        private final double[] to;
        private final double[] positives;
        private final double[] rows;
        private int count;

        Blocks(int most) {
            from = new double[most];
            to = new double[most];
            positives = new double[most];
            rows = new double[most];
        }

        void add(double margin, double hits, int size) {
            from[count] = margin;
            to[count] = margin;
            positives[count] = hits;
            rows[count++] = size;
            while (count > 1 && mean(count - 2) >= mean(count - 1)) {
                count--;
                to[count - 1] = to[count];
                positives[count - 1] += positives[count];
                rows[count - 1] += rows[count];
            }
        }

        private double mean(int block) {
            return positives[block] / rows[block];
        }

        Calibration calibration(double edge) {
            int every = 1 + 2 * count / MOST_POINTS;
            double[] margins = new double[2 * count];
            double[] probabilities = new double[2 * count];
            int points = 0;
            for (int block = 0; block < count; block++) {
                if (block % every != 0 && block < count - 1) {
                    continue;
                }
                double probability = Math.max(edge, Math.min(1 - edge, mean(block)));
                margins[points] = from[block];
                probabilities[points++] = probability;
                if (to[block] > from[block]) {
                    margins[points] = to[block];
                    probabilities[points++] = probability;
                }
            }
            return new Calibration.Isotonic(
                    Arrays.copyOf(margins, points), Arrays.copyOf(probabilities, points));
        }
    }
}
