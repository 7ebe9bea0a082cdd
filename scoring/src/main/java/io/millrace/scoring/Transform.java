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
        static final double BOUND = 1e37;

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
     * {@code (x - centre) / scale}, cut to ±{@value #BOUND}: a single absurd value moves a score by
     * a bounded amount. Missing is 0, the centre. For linear models.
     *
     * @param missingColumn whether a second column is 1 where the value is missing, and otherwise 0
     */
    record Standardise(double centre, double scale, boolean missingColumn) implements Transform {
        static final double BOUND = 10;

        public Standardise {
            if (!Double.isFinite(centre)) {
                throw new IllegalArgumentException("centre is " + centre + "; it must be finite");
            }
            if (!(scale > 0) || !Double.isFinite(scale) || !Double.isFinite(1 / scale)) {
                throw new IllegalArgumentException(
                        "scale is " + scale + "; it must be positive, finite, with a finite 1/x");
            }
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
