package io.millrace.features;

import com.google.re2j.Pattern;

import io.millrace.schemas.event.Coordinates;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The checks at the door of one source, in the file's order after the one that every floating-point
 * field has: NaN and infinities never come in. For use by one thread.
 */
public final class Expectations {

    private interface Check {
        /** What's wrong, or null. The field isn't null, except for "not null". */
        @Nullable String complaint(Row fields, int field, Coordinates at);
    }

    private record Rule(String name, String field, int index, boolean seesNull, Check check) {}

    private final List<Rule> rules = new ArrayList<>();

    Expectations(List<ExpectationPlan> plans, RowType type) {
        for (ExpectationPlan plan : plans) {
            int index = type.index(plan.field());
            ValueType fieldType = type.field(index).type();
            boolean seesNull = plan instanceof ExpectationPlan.NotNull;
            rules.add(new Rule(plan.rule(), plan.field(), index, seesNull, check(plan, fieldType)));
        }
    }

    /**
     * Checks one event.
     *
     * @param fields of this source's projection
     * @param at its record; "not in the future" compares with its Kafka timestamp
     * @return the first rule that it breaks, or null when it may come in
     */
    public @Nullable Refusal check(Row fields, Coordinates at) {
        for (Rule rule : rules) {
            if (fields.isNull(rule.index) && !rule.seesNull) {
                continue;
            }
            String complaint = rule.check.complaint(fields, rule.index, at);
            if (complaint != null) {
                return new Refusal(
                        rule.name, rule.field, "field \"" + rule.field + "\" " + complaint);
            }
        }
        return null;
    }

    private static Check check(ExpectationPlan plan, ValueType type) {
        if (plan instanceof ExpectationPlan.Finite) {
            return (row, field, at) -> {
                double value = row.getDouble(field);
                return Double.isFinite(value)
                        ? null
                        : "is " + value + ", a finite number is needed";
            };
        }
        if (plan instanceof ExpectationPlan.NotNull) {
            return (row, field, at) -> row.isNull(field) ? "is null, a value is needed" : null;
        }
        if (plan instanceof ExpectationPlan.Between between) {
            return type == ValueType.DOUBLE ? doubleBetween(between) : integerBetween(between);
        }
        if (plan instanceof ExpectationPlan.OneOf oneOf) {
            Set<String> allowed = new LinkedHashSet<>(oneOf.values());
            return (row, field, at) ->
                    allowed.contains(row.getText(field))
                            ? null
                            : "is \"" + row.getText(field) + "\", one of " + allowed + " is needed";
        }
        if (plan instanceof ExpectationPlan.Matches matches) {
            Pattern pattern = Pattern.compile(matches.pattern());
            return (row, field, at) ->
                    pattern.matches(String.valueOf(row.getText(field)))
                            ? null
                            : "is \""
                                    + row.getText(field)
                                    + "\", it must match "
                                    + matches.pattern();
        }
        return notInFuture((ExpectationPlan.NotInFuture) plan);
    }

    private static Check doubleBetween(ExpectationPlan.Between between) {
        return (row, field, at) -> {
            double value = row.getDouble(field);
            return value >= between.low() && value <= between.high()
                    ? null
                    : outside(Double.toString(value), between);
        };
    }

    /** Bounds that 64 bits don't hold exactly are rounded inwards. */
    private static Check integerBetween(ExpectationPlan.Between between) {
        double low = StrictMath.ceil(between.low());
        double high = StrictMath.floor(between.high());
        boolean nothing = low >= 0x1p63 || high < -0x1p63;
        long least = (long) low;
        long most = (long) high;
        return (row, field, at) -> {
            long value = row.getLong(field);
            return !nothing && value >= least && value <= most
                    ? null
                    : outside(Long.toString(value), between);
        };
    }

    private static String outside(String value, ExpectationPlan.Between between) {
        return "is " + value + ", outside [" + between.low() + ", " + between.high() + "]";
    }

    private static Check notInFuture(ExpectationPlan.NotInFuture plan) {
        return (row, field, at) -> {
            long latest = Times.plus(at.timestamp(), plan.toleranceMillis());
            return row.getLong(field) <= latest
                    ? null
                    : "is "
                            + Instant.ofEpochMilli(row.getLong(field))
                            + ", after "
                            + Instant.ofEpochMilli(latest)
                            + " (its record's Kafka timestamp plus "
                            + plan.toleranceMillis()
                            + " ms)";
        };
    }
}
