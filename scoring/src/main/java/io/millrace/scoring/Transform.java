package io.millrace.scoring;

import io.millrace.schemas.event.ValueType;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How one input becomes columns of numbers. Fitted on the training slice only, and part of the
 * artefact.
 */
public sealed interface Transform {

    /** How many columns it makes. */
    int columns();

    boolean takes(ValueType type);

    /**
     * A number, or a boolean as 0 or 1, as it is, cut to ±{@value #BOUND}; missing stays missing
     * (NaN). For trees.
     *
     * <p>The cut keeps an infinity, or a double that's no finite float, apart from every threshold
     * that training can find.
     */
    record Plain() implements Transform {
        public static final double BOUND = 1e37;

        /** NaN stays NaN. */
        static double cut(double x) {
            return Math.max(-BOUND, Math.min(BOUND, x));
        }

        @Override
        public int columns() {
            return 1;
        }

        @Override
        public boolean takes(ValueType type) {
            return type.isNumeric() || type == ValueType.BOOLEAN;
        }
    }

    /**
     * A number, or a boolean as 0 or 1, brought to one scale: {@code (x - centre) / scale}, cut to
     * ±{@value #BOUND}, so that a single absurd value moves a score by a bounded amount. Missing is
     * 0, the centre. For linear models.
     *
     * <p>Amounts, distances and counts have tails so heavy that their scale is that of the largest
     * few. Such an input is first taken to {@code sign(x) · log₂(1 + |x| / unit)}, with the
     * logarithm's mantissa interpolated linearly (off by at most 0.086): monotone, the same bits on
     * every machine, and as cheap as a multiplication.
     *
     * @param unit of the logarithm, or 0 to take the number as it is
     * @param missingColumn whether a second column is 1 where the value is missing, and otherwise 0
     */
    record Standardise(double unit, double centre, double scale, boolean missingColumn)
            implements Transform {
        public static final double BOUND = 10;
        private static final long ONE = Double.doubleToRawLongBits(1);
        private static final double BITS_OF_A_DOUBLING = 0x1p52;

        public Standardise {
            if (!(unit >= 0) || !Double.isFinite(unit)) {
                throw new IllegalArgumentException(
                        "unit is " + unit + "; it must be 0 or positive");
            }
            if (!Double.isFinite(centre)) {
                throw new IllegalArgumentException("centre is " + centre + "; it must be finite");
            }
            if (!(scale > 0) || !Double.isFinite(scale) || !Double.isFinite(1 / scale)) {
                throw new IllegalArgumentException(
                        "scale is " + scale + "; it must be positive, finite, with a finite 1/x");
            }
        }

        /** The number before it's centred and scaled; NaN stays NaN. */
        public static double bent(double x, double unit) {
            if (unit == 0 || Double.isNaN(x)) {
                return x;
            }
            long bits = Double.doubleToRawLongBits(1 + Math.abs(x) / unit);
            return Math.copySign((bits - ONE) / BITS_OF_A_DOUBLING, x);
        }

        /**
         * Centred, scaled and cut; 0 for NaN.
         *
         * @param factor one over the scale
         */
        static double scaled(double x, double centre, double factor) {
            double z = (x - centre) * factor;
            // Branches, since values beyond the bounds are rare.
            if (z > BOUND) {
                return BOUND;
            } else if (z < -BOUND) {
                return -BOUND;
            }
            return Double.isNaN(z) ? 0 : z;
        }

        @Override
        public int columns() {
            return missingColumn ? 2 : 1;
        }

        @Override
        public boolean takes(ValueType type) {
            return type.isNumeric() || type == ValueType.BOOLEAN;
        }
    }

    /**
     * A number, or a boolean as 0 or 1, as {@code (x - offset) · factor}, x cut to ±1e37; a missing
     * one as if it were the filler. For models from elsewhere, whose scaler has no bounds.
     *
     * @param factor not 0
     */
    record Affine(double offset, double factor, double filler) implements Transform {
        public Affine {
            for (double number : new double[] {offset, factor, filler}) {
                if (!(Math.abs(number) <= Limits.WEIGHT)) {
                    throw new IllegalArgumentException(
                            "(%s, %s, %s) is no scaler: each must be within ±%s"
                                    .formatted(offset, factor, filler, Limits.WEIGHT));
                }
            }
            if (factor == 0 || !Double.isFinite(1 / factor)) {
                throw new IllegalArgumentException(
                        "factor is " + factor + "; it mustn't be 0, and have a finite 1/x");
            }
        }

        double of(double x) {
            double known = Double.isNaN(x) ? filler : Plain.cut(x);
            return (known - offset) * factor;
        }

        @Override
        public int columns() {
            return 1;
        }

        @Override
        public boolean takes(ValueType type) {
            return type.isNumeric() || type == ValueType.BOOLEAN;
        }
    }

    /**
     * A column for each level, in order, then one for every other text (rare in training, or never
     * seen), then one for missing. Exactly one of them is 1, the others are 0.
     */
    record OneHot(List<String> levels) implements Transform {
        public OneHot {
            levels = List.copyOf(levels);
            Set<String> seen = new HashSet<>();
            for (String level : levels) {
                if (!seen.add(level)) {
                    throw new IllegalArgumentException("level \"" + level + "\" is there twice");
                }
            }
        }

        int other() {
            return levels.size();
        }

        int missing() {
            return levels.size() + 1;
        }

        @Override
        public int columns() {
            return levels.size() + 2;
        }

        @Override
        public boolean takes(ValueType type) {
            return type == ValueType.STRING;
        }
    }
}
