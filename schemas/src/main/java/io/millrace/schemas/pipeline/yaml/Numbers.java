package io.millrace.schemas.pipeline.yaml;

import io.millrace.schemas.problem.PipelineFileError;

import java.math.BigDecimal;
import java.util.Locale;

/** Kinds of numbers. Only decimal digits count: no {@code 0x1F}, {@code 1_000} or {@code .nan}. */
public final class Numbers {
    private static final int MOST_CHARACTERS = 40;

    private Numbers() {}

    /** A whole number within bounds, both included. */
    public static ScalarKind<Long> whole(long low, long high) {
        boolean any = low == Long.MIN_VALUE && high == Long.MAX_VALUE;
        return new NumberKind<>(
                any ? "a whole number" : "a whole number from " + low + " to " + grouped(high)) {
            @Override
            public Long parse(Scalar scalar) throws Rejected {
                String text = scalar.text();
                if (!scalar.typed() || !isWhole(text)) {
                    throw wrongType(scalar);
                }
                try {
                    return inRange(Long.parseLong(text), low, high);
                } catch (NumberFormatException e) {
                    throw outOfRange();
                }
            }
        };
    }

    /** A finite number within bounds, both included. */
    public static ScalarKind<Double> real(double low, double high, String expected) {
        return new NumberKind<>(expected) {
            @Override
            public Double parse(Scalar scalar) throws Rejected {
                return inRange(number(scalar, scalar.text()), low, high);
            }
        };
    }

    /** A whole number from 1 up to a bound, where {@code off} is zero. */
    public static ScalarKind<Long> wholeOrOff(long high) {
        ScalarKind<Long> whole = whole(1, high);
        return new NumberKind<>(whole.expected() + ", or off") {
            @Override
            public Long parse(Scalar scalar) throws Rejected {
                if (scalar.text().equals("off")) {
                    return 0L;
                }
                if (!scalar.typed() || !isWhole(scalar.text())) {
                    throw wrongType(scalar);
                }
                return whole.parse(scalar);
            }
        };
    }

    /** A share from 0 to 1, which may be written as a percentage. */
    public static ScalarKind<Double> share() {
        return share(0.0, 1.0, "a share from 0 to 1, or from 0% to 100%");
    }

    /** A share above 0, up to a bound, which may be written as a percentage. */
    public static ScalarKind<Double> shareAboveZero(double high) {
        String percent = BigDecimal.valueOf(high).movePointRight(2).toBigInteger() + "%";
        String most = BigDecimal.valueOf(high).stripTrailingZeros().toPlainString();
        return share(Double.MIN_VALUE, high, "a share above 0, at most " + most + " or " + percent);
    }

    private static ScalarKind<Double> share(double low, double high, String expected) {
        return new NumberKind<>(expected) {
            @Override
            public Double parse(Scalar scalar) throws Rejected {
                String text = scalar.text();
                boolean percent = text.endsWith("%");
                String digits = percent ? text.substring(0, text.length() - 1) : text;
                double number = number(scalar, digits);
                return inRange(percent ? number / 100 : number, low, high);
            }
        };
    }

    private abstract static class NumberKind<T> implements ScalarKind<T> {
        private final String expected;

        NumberKind(String expected) {
            this.expected = expected;
        }

        @Override
        public String expected() {
            return expected;
        }

        double number(Scalar scalar, String text) throws Rejected {
            if (!scalar.typed() || !isDecimal(text)) {
                throw wrongType(scalar);
            }
            double number = Double.parseDouble(text);
            if (Double.isInfinite(number)) {
                throw outOfRange();
            }
            return number;
        }

        <N extends Comparable<N>> N inRange(N number, N low, N high) throws Rejected {
            if (number.compareTo(low) < 0 || number.compareTo(high) > 0) {
                throw outOfRange();
            }
            return number;
        }

        Rejected outOfRange() {
            return new Rejected(
                    PipelineFileError.OUT_OF_RANGE, "is out of range", "it takes " + expected);
        }

        Rejected wrongType(Scalar scalar) {
            boolean quoted = !scalar.typed() && isDecimal(scalar.text());
            return quoted
                    ? new Rejected(PipelineFileError.WRONG_TYPE, "is text; leave out the quotes")
                    : new Rejected(PipelineFileError.WRONG_TYPE, "isn't " + expected);
        }
    }

    private static String grouped(long number) {
        return number == Long.MAX_VALUE ? "2^63 - 1" : String.format(Locale.ROOT, "%,d", number);
    }

    /** {@code 010} isn't: it's eight to some and ten to others. */
    private static boolean isWhole(String text) {
        String digits = text.startsWith("-") ? text.substring(1) : text;
        return isDigits(digits) && (digits.length() == 1 || digits.charAt(0) != '0');
    }

    private static boolean isDecimal(String text) {
        String unsigned = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
        int exponent = Math.max(unsigned.indexOf('e'), unsigned.indexOf('E'));
        String mantissa = exponent < 0 ? unsigned : unsigned.substring(0, exponent);
        if (exponent >= 0 && !isExponent(unsigned.substring(exponent + 1))) {
            return false;
        }
        int point = mantissa.indexOf('.');
        return text.length() <= MOST_CHARACTERS
                && (point < 0
                        ? isWhole(mantissa) && !mantissa.startsWith("-")
                        : isWhole(mantissa.substring(0, point))
                                && isDigits(mantissa.substring(point + 1)));
    }

    private static boolean isExponent(String text) {
        return isDigits(text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text);
    }

    private static boolean isDigits(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
