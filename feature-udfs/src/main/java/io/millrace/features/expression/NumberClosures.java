package io.millrace.features.expression;

import static io.millrace.features.expression.Closures.finite;

import io.millrace.features.expression.Closures.Context;
import io.millrace.features.expression.Closures.ToDouble;
import io.millrace.features.expression.Closures.ToLong;
import io.millrace.features.expression.Closures.ToText;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongBinaryOperator;

/**
 * Arithmetic. Missing in, missing out; a double result that's infinite or no number is missing;
 * integer overflow refuses the event, integer division by zero is missing. {@link StrictMath}, so
 * that every machine gives the same bits.
 */
final class NumberClosures {
    private final ClosureBuilder builder;

    NumberClosures(ClosureBuilder builder) {
        this.builder = builder;
    }

    ToDouble doubles(Expr.Call call) {
        return switch (call.operation()) {
            case ADD_DOUBLE -> {
                ToDouble left = left(call);
                ToDouble right = right(call);
                yield c -> finite(left.of(c) + right.of(c));
            }
            case SUBTRACT_DOUBLE -> {
                ToDouble left = left(call);
                ToDouble right = right(call);
                yield c -> finite(left.of(c) - right.of(c));
            }
            case MULTIPLY_DOUBLE -> {
                ToDouble left = left(call);
                ToDouble right = right(call);
                yield c -> finite(left.of(c) * right.of(c));
            }
            case DIVIDE_DOUBLE -> {
                ToDouble left = left(call);
                ToDouble right = right(call);
                yield c -> finite(left.of(c) / right.of(c));
            }
            case MIN_DOUBLE -> binary(call, Math::min);
            case MAX_DOUBLE -> binary(call, Math::max);
            case POW -> binary(call, NumberClosures::pow);
            case NEGATE_DOUBLE -> unary(call, value -> -value);
            case ABS_DOUBLE -> unary(call, Math::abs);
            case FLOOR -> unary(call, StrictMath::floor);
            case CEIL -> unary(call, StrictMath::ceil);
            case SQRT -> unary(call, StrictMath::sqrt);
            case LOG -> unary(call, StrictMath::log);
            case EXP -> unary(call, StrictMath::exp);
            case INTEGER_TO_DOUBLE -> {
                ToLong value = builder.longs(call.arguments().get(0));
                yield c -> {
                    long number = value.of(c);
                    return c.takeMissing() ? Double.NaN : (double) number;
                };
            }
            default -> throw ClosureBuilder.unexpected(call);
        };
    }

    /** Any number to the power of 0 is 1 for the library, also a missing one. */
    private static double pow(double base, double exponent) {
        return Double.isNaN(base) || Double.isNaN(exponent)
                ? Double.NaN
                : StrictMath.pow(base, exponent);
    }

    private ToDouble left(Expr.Call call) {
        return builder.doubles(call.arguments().get(0));
    }

    private ToDouble right(Expr.Call call) {
        return builder.doubles(call.arguments().get(1));
    }

    private ToDouble unary(Expr.Call call, DoubleUnaryOperator operator) {
        ToDouble value = left(call);
        return c -> finite(operator.applyAsDouble(value.of(c)));
    }

    private ToDouble binary(Expr.Call call, DoubleBinaryOperator operator) {
        ToDouble left = left(call);
        ToDouble right = right(call);
        return c -> finite(operator.applyAsDouble(left.of(c), right.of(c)));
    }

    ToLong longs(Expr.Call call) {
        return switch (call.operation()) {
            case ADD_INTEGER -> binary(call, "+", Math::addExact);
            case SUBTRACT_INTEGER -> binary(call, "-", Math::subtractExact);
            case MULTIPLY_INTEGER -> binary(call, "*", Math::multiplyExact);
            case MIN_INTEGER -> binary(call, "min", Math::min);
            case MAX_INTEGER -> binary(call, "max", Math::max);
            case DIVIDE_INTEGER -> division(call, "/", NumberClosures::divideExact);
            case REMAINDER_INTEGER -> division(call, "%", (a, b) -> b == -1 ? 0 : a % b);
            case NEGATE_INTEGER -> {
                ToLong value = builder.longs(call.arguments().get(0));
                yield c -> negated(value.of(c), true);
            }
            case ABS_INTEGER -> {
                ToLong value = builder.longs(call.arguments().get(0));
                yield c -> {
                    long number = value.of(c);
                    return negated(number, number < 0);
                };
            }
            case DOUBLE_TO_INTEGER -> truncated(builder.doubles(call.arguments().get(0)));
            case MILLIS -> builder.longs(call.arguments().get(0));
            case SIZE -> {
                ToText text = builder.texts(call.arguments().get(0));
                yield c -> size(text.of(c), c);
            }
            default -> throw ClosureBuilder.unexpected(call);
        };
    }

    private static long size(@org.jspecify.annotations.Nullable String text, Context context) {
        if (text == null) {
            context.missing = true;
            return 0;
        }
        return text.codePointCount(0, text.length());
    }

    private static ToLong truncated(ToDouble value) {
        return c -> {
            double number = value.of(c);
            if (Double.isNaN(number)) {
                c.missing = true;
                return 0;
            }
            if (number >= 0x1p63 || number < -0x1p63) {
                throw new RefusedException("int(" + number + ") is beyond 64 bits");
            }
            return (long) number;
        };
    }

    private static long negated(long value, boolean negate) {
        if (negate && value == Long.MIN_VALUE) {
            throw new RefusedException("-(" + value + ") is beyond 64 bits");
        }
        return negate ? -value : value;
    }

    private static long divideExact(long dividend, long divisor) {
        if (dividend == Long.MIN_VALUE && divisor == -1) {
            throw new ArithmeticException();
        }
        return dividend / divisor;
    }

    private ToLong binary(Expr.Call call, String sign, LongBinaryOperator operator) {
        ToLong left = builder.longs(call.arguments().get(0));
        ToLong right = builder.longs(call.arguments().get(1));
        return c -> {
            long first = left.of(c);
            if (c.missing) {
                return 0;
            }
            long second = right.of(c);
            return c.missing ? 0 : exact(first, sign, second, operator);
        };
    }

    private ToLong division(Expr.Call call, String sign, LongBinaryOperator operator) {
        ToLong left = builder.longs(call.arguments().get(0));
        ToLong right = builder.longs(call.arguments().get(1));
        return c -> {
            long dividend = left.of(c);
            if (c.missing) {
                return 0;
            }
            long divisor = right.of(c);
            if (c.missing || divisor == 0) {
                c.missing = true;
                return 0;
            }
            return exact(dividend, sign, divisor, operator);
        };
    }

    private static long exact(long left, String sign, long right, LongBinaryOperator operator) {
        try {
            return operator.applyAsLong(left, right);
        } catch (ArithmeticException e) {
            throw new RefusedException(left + " " + sign + " " + right + " is beyond 64 bits");
        }
    }
}
