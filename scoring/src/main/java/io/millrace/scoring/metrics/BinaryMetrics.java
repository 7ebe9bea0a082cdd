package io.millrace.scoring.metrics;

import java.util.Arrays;

/** Figures of a binary classifier, from its scores and the labels. */
public final class BinaryMetrics {
    private static final double SMALLEST_PROBABILITY = 1e-15;

    private BinaryMetrics() {}

    /**
     * @param scores probabilities of the positive class, in [0, 1]
     * @param labels one for each score
     * @param threshold score from which on the decision is positive
     */
    public static Evaluation evaluate(double[] scores, boolean[] labels, double threshold) {
        check(scores, labels);
        long rows = scores.length;
        long positives = count(labels);
        long decided = 0;
        long hits = 0;
        long right = 0;
        double loss = 0;
        double squares = 0;
        for (int i = 0; i < scores.length; i++) {
            boolean decision = scores[i] >= threshold;
            decided += decision ? 1 : 0;
            hits += decision && labels[i] ? 1 : 0;
            right += decision == labels[i] ? 1 : 0;
            loss -= StrictMath.log(likelihood(scores[i], labels[i]));
            double error = scores[i] - (labels[i] ? 1 : 0);
            squares += error * error;
        }
        return new Evaluation(
                rows,
                positives,
                auc(scores, labels),
                averagePrecision(scores, labels),
                loss / rows,
                squares / rows,
                (double) right / rows,
                (double) hits / decided,
                (double) hits / positives,
                2.0 * hits / (positives + decided),
                kappa(rows, positives, decided, right),
                threshold);
    }

    /** Agreement beyond what two independent raters with these shares of positives would have. */
    private static double kappa(long rows, long positives, long decided, long right) {
        double n = rows;
        double expected = (positives * (double) decided + (n - positives) * (n - decided)) / n / n;
        return expected == 1 ? Double.NaN : (right / n - expected) / (1 - expected);
    }

    private static double likelihood(double score, boolean label) {
        double cut = Math.max(SMALLEST_PROBABILITY, Math.min(1 - SMALLEST_PROBABILITY, score));
        return label ? cut : 1 - cut;
    }

    /**
     * Area under the ROC curve, from ranks (Mann and Whitney), tied scores sharing their mean rank.
     * NaN without both classes. O(n log n).
     */
    public static double auc(double[] scores, boolean[] labels) {
        check(scores, labels);
        Ranking ranking = new Ranking(scores, labels);
        double positives = count(labels);
        double negatives = labels.length - positives;
        double wins = 0;
        double negativesBelow = negatives;
        while (ranking.next()) {
            negativesBelow -= ranking.negatives();
            wins += ranking.positives() * (negativesBelow + ranking.negatives() / 2.0);
        }
        return wins / (positives * negatives);
    }

    /**
     * Area under the precision-recall curve as a sum of steps, without interpolation; tied scores
     * are one step. NaN without positives. O(n log n).
     */
    public static double averagePrecision(double[] scores, boolean[] labels) {
        check(scores, labels);
        Ranking ranking = new Ranking(scores, labels);
        double positives = count(labels);
        double taken = 0;
        double hits = 0;
        double sum = 0;
        while (ranking.next()) {
            taken += ranking.positives() + ranking.negatives();
            hits += ranking.positives();
            sum += ranking.positives() * (hits / taken);
        }
        return sum / positives;
    }

    private static long count(boolean[] labels) {
        long positives = 0;
        for (boolean label : labels) {
            positives += label ? 1 : 0;
        }
        return positives;
    }

    private static void check(double[] scores, boolean[] labels) {
        if (scores.length != labels.length) {
            throw new IllegalArgumentException(
                    scores.length + " scores for " + labels.length + " labels");
        }
        for (int i = 0; i < scores.length; i++) {
            if (!(scores[i] >= 0 && scores[i] <= 1)) {
                throw new IllegalArgumentException(
                        "score " + i + " is " + scores[i] + "; it must be from 0 to 1");
            }
        }
    }

    /** Groups of equal scores, the highest first. */
    private static final class Ranking {
        private final double[] sorted;
        private final boolean[] sortedLabels;
        private int end;
        private int positives;
        private int negatives;

        Ranking(double[] scores, boolean[] labels) {
            Integer[] order = new Integer[scores.length];
            Arrays.setAll(order, i -> i);
            // Adding 0.0 makes -0.0 and 0.0 the tie that they are.
            Arrays.sort(order, (a, b) -> Double.compare(scores[b] + 0.0, scores[a] + 0.0));
            sorted = new double[scores.length];
            sortedLabels = new boolean[scores.length];
            for (int i = 0; i < order.length; i++) {
                sorted[i] = scores[order[i]];
                sortedLabels[i] = labels[order[i]];
            }
        }

        boolean next() {
            positives = 0;
            negatives = 0;
            int start = end;
            while (end < sorted.length && sorted[end] == sorted[start]) {
                if (sortedLabels[end++]) {
                    positives++;
                } else {
                    negatives++;
                }
            }
            return end > start;
        }

        int positives() {
            return positives;
        }

        int negatives() {
            return negatives;
        }
    }
}
