package io.millrace.features.expression;

import static io.millrace.features.expression.Closures.FALSE;
import static io.millrace.features.expression.Closures.MISSING;
import static io.millrace.features.expression.Closures.TRUE;

import com.google.re2j.Pattern;

import io.millrace.features.expression.Closures.ToBoolean;
import io.millrace.features.expression.Closures.ToDouble;
import io.millrace.features.expression.Closures.ToLong;
import io.millrace.features.expression.Closures.ToText;

import java.util.List;
import java.util.function.BiPredicate;

/**
 * Comparisons and logic in three values, as in SQL: {@code false && missing} is false, {@code true
 * || missing} is true, everything else that needs a missing value is missing.
 */
final class BooleanClosures {
    private final ClosureBuilder builder;

    BooleanClosures(ClosureBuilder builder) {
        this.builder = builder;
    }

    ToBoolean matches(Expr.Matches matches) {
        Pattern pattern = Pattern.compile(matches.pattern());
        ToText text = builder.texts(matches.text());
        return c -> {
            String value = text.of(c);
            return value == null ? MISSING : truth(pattern.matcher(value).find());
        };
    }

    ToBoolean call(Expr.Call call) {
        List<Expr> arguments = call.arguments();
        return switch (call.operation()) {
            case AND -> and(arguments);
            case OR -> or(arguments);
            case NOT -> {
                ToBoolean value = builder.booleans(arguments.get(0));
                yield c -> Closures.not(value.of(c));
            }
            case HAS -> {
                ClosureBuilder.Missing missing = builder.missing(arguments.get(0));
                yield c -> truth(!missing.in(c));
            }
            case IS_NULL -> {
                ClosureBuilder.Missing missing = builder.missing(arguments.get(0));
                yield c -> truth(missing.in(c));
            }
            case CHOOSE -> choose(arguments);
            case COALESCE -> {
                ToBoolean first = builder.booleans(arguments.get(0));
                ToBoolean second = builder.booleans(arguments.get(1));
                yield c -> {
                    int value = first.of(c);
                    return value == MISSING ? second.of(c) : value;
                };
            }
            case EQUAL_INTEGER -> integers(arguments, (a, b) -> a == b);
            case LESS_INTEGER -> integers(arguments, (a, b) -> a < b);
            case LESS_OR_EQUAL_INTEGER -> integers(arguments, (a, b) -> a <= b);
            case EQUAL_DOUBLE -> doubles(arguments, (a, b) -> a == b);
            case LESS_DOUBLE -> doubles(arguments, (a, b) -> a < b);
            case LESS_OR_EQUAL_DOUBLE -> doubles(arguments, (a, b) -> a <= b);
            case EQUAL_STRING -> texts(arguments, String::equals);
            case LESS_STRING -> texts(arguments, (a, b) -> compare(a, b) < 0);
            case LESS_OR_EQUAL_STRING -> texts(arguments, (a, b) -> compare(a, b) <= 0);
            case EQUAL_BOOLEAN -> {
                ToBoolean left = builder.booleans(arguments.get(0));
                ToBoolean right = builder.booleans(arguments.get(1));
                yield c -> {
                    int first = left.of(c);
                    int second = first == MISSING ? MISSING : right.of(c);
                    return second == MISSING ? MISSING : truth(first == second);
                };
            }
            case STARTS_WITH -> texts(arguments, String::startsWith);
            case ENDS_WITH -> texts(arguments, String::endsWith);
            case CONTAINS -> texts(arguments, String::contains);
            default -> throw ClosureBuilder.unexpected(call);
        };
    }

    private ToBoolean and(List<Expr> arguments) {
        ToBoolean left = builder.booleans(arguments.get(0));
        ToBoolean right = builder.booleans(arguments.get(1));
        return c -> {
            int first = left.of(c);
            if (first == FALSE) {
                return FALSE;
            }
            int second = right.of(c);
            return second == FALSE ? FALSE : first == TRUE ? second : MISSING;
        };
    }

    private ToBoolean or(List<Expr> arguments) {
        ToBoolean left = builder.booleans(arguments.get(0));
        ToBoolean right = builder.booleans(arguments.get(1));
        return c -> {
            int first = left.of(c);
            if (first == TRUE) {
                return TRUE;
            }
            int second = right.of(c);
            return second == TRUE ? TRUE : first == FALSE ? second : MISSING;
        };
    }

    private ToBoolean choose(List<Expr> arguments) {
        ToBoolean condition = builder.booleans(arguments.get(0));
        ToBoolean then = builder.booleans(arguments.get(1));
        ToBoolean otherwise = builder.booleans(arguments.get(2));
        return c -> {
            int chosen = condition.of(c);
            return chosen == MISSING ? MISSING : chosen == TRUE ? then.of(c) : otherwise.of(c);
        };
    }

    private interface LongRelation {
        boolean holds(long left, long right);
    }

    private interface DoubleRelation {
        boolean holds(double left, double right);
    }

    private ToBoolean integers(List<Expr> arguments, LongRelation relation) {
        ToLong left = builder.longs(arguments.get(0));
        ToLong right = builder.longs(arguments.get(1));
        return c -> {
            long first = left.of(c);
            if (c.takeMissing()) {
                return MISSING;
            }
            long second = right.of(c);
            return c.takeMissing() ? MISSING : truth(relation.holds(first, second));
        };
    }

    private ToBoolean doubles(List<Expr> arguments, DoubleRelation relation) {
        ToDouble left = builder.doubles(arguments.get(0));
        ToDouble right = builder.doubles(arguments.get(1));
        return c -> {
            double first = left.of(c);
            double second = right.of(c);
            return Double.isNaN(first) || Double.isNaN(second)
                    ? MISSING
                    : truth(relation.holds(first, second));
        };
    }

    private ToBoolean texts(List<Expr> arguments, BiPredicate<String, String> relation) {
        ToText left = builder.texts(arguments.get(0));
        ToText right = builder.texts(arguments.get(1));
        return c -> {
            String first = left.of(c);
            String second = first == null ? null : right.of(c);
            return first == null || second == null ? MISSING : truth(relation.test(first, second));
        };
    }

    /** By code point; {@link String#compareTo} goes by UTF-16 units, where surrogates are low. */
    static int compare(String left, String right) {
        int length = Math.min(left.length(), right.length());
        for (int i = 0; i < length; i++) {
            char a = left.charAt(i);
            char b = right.charAt(i);
            if (a != b) {
                boolean beyond = Character.isSurrogate(a);
                boolean bothOrNone = beyond == Character.isSurrogate(b);
                return bothOrNone ? Character.compare(a, b) : beyond ? 1 : -1;
            }
        }
        return Integer.compare(left.length(), right.length());
    }

    private static int truth(boolean value) {
        return value ? TRUE : FALSE;
    }
}
