package io.millrace.jobs.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * How fast event time passes in a replay.
 *
 * @param factor seconds of event time in a second; infinite for as fast as possible
 */
record Speed(double factor) {
    static final Speed MAX = new Speed(Double.POSITIVE_INFINITY);

    Speed {
        if (!(factor > 0)) {
            throw new IllegalArgumentException("the factor is " + factor + "; it's above 0");
        }
    }

    boolean isMax() {
        return Double.isInfinite(factor);
    }

    /** {@code max}, {@code 1000x}, {@code 0.5x}. */
    static final class Converter implements ITypeConverter<Speed> {
        @Override
        public Speed convert(String text) {
            if (text.equalsIgnoreCase("max")) {
                return MAX;
            }
            if (text.matches("\\d{1,9}(\\.\\d{1,9})?x?")) {
                double factor = Double.parseDouble(text.replace("x", ""));
                if (factor > 0) {
                    return new Speed(factor);
                }
            }
            throw new TypeConversionException(
                    "\"" + text + "\" is no speed: write max, or a factor above 0 such as 1000x");
        }
    }
}
