package io.millrace.scoring;

import java.util.Arrays;

/**
 * Brings the score of a binary model to how often the positive class came, from its margin. It
 * never changes the order of scores (isotonic may tie some), so that AUC stays what it is.
 */
public sealed interface Calibration {

    /** The model's own score. */
    record None() implements Calibration {}

    /**
     * {@code 1 / (1 + e^-(slope · margin + intercept))}; Platt, Probabilistic outputs for support
     * vector machines, 1999.
     *
     * @param slope above 0
     */
    record Platt(double slope, double intercept) implements Calibration {
        public Platt {
            if (!(slope > 0 && slope <= Limits.WEIGHT)) {
                throw new IllegalArgumentException(
                        "slope of the calibration is "
                                + slope
                                + "; it must be positive, at most "
                                + Limits.WEIGHT);
            }
            if (!(Math.abs(intercept) <= Limits.WEIGHT)) {
                throw new IllegalArgumentException(
                        "intercept of the calibration is "
                                + intercept
                                + "; it must be within ±"
                                + Limits.WEIGHT);
            }
        }
    }

    /**
     * Linear between points, level beyond the outermost; Zadrozny and Elkan, Transforming
     * classifier scores into accurate multiclass probability estimates, 2002.
     */
    final class Isotonic implements Calibration {
        private final double[] margins;
        private final double[] probabilities;

        /**
         * @param margins strictly rising, finite; 1 to 4096
         * @param probabilities one for each, never falling, in [0, 1]
         */
        public Isotonic(double[] margins, double[] probabilities) {
            this.margins = margins.clone();
            this.probabilities = probabilities.clone();
            check(this.margins, this.probabilities);
        }

        private static void check(double[] margins, double[] probabilities) {
            if (margins.length != probabilities.length
                    || margins.length == 0
                    || margins.length > Limits.CALIBRATION_POINTS) {
                throw new IllegalArgumentException(
                        "a calibration of %d margins and %d probabilities; as many of each, 1 to %d"
                                .formatted(
                                        margins.length,
                                        probabilities.length,
                                        Limits.CALIBRATION_POINTS));
            }
            double margin = Double.NEGATIVE_INFINITY;
            double probability = 0;
            for (int i = 0; i < margins.length; i++) {
                boolean rises = margins[i] > margin && Math.abs(margins[i]) <= Limits.WEIGHT;
                if (!rises || !(probabilities[i] >= probability && probabilities[i] <= 1)) {
                    throw new IllegalArgumentException(
                            "point "
                                    + i
                                    + " of the calibration is ("
                                    + margins[i]
                                    + ", "
                                    + probabilities[i]
                                    + "); margins must rise, probabilities mustn't fall");
                }
                margin = margins[i];
                probability = probabilities[i];
            }
        }

        public int points() {
            return margins.length;
        }

        public double margin(int point) {
            return margins[point];
        }

        public double probability(int point) {
            return probabilities[point];
        }

        double at(double margin) {
            int above = Arrays.binarySearch(margins, margin);
            if (above >= 0) {
                return probabilities[above];
            }
            above = -above - 1;
            if (above == 0 || above == margins.length) {
                return probabilities[above == 0 ? 0 : above - 1];
            }
            double low = probabilities[above - 1];
            double high = probabilities[above];
            double share = (margin - margins[above - 1]) / (margins[above] - margins[above - 1]);
            return Math.max(low, Math.min(high, low + share * (high - low)));
        }
    }
}
