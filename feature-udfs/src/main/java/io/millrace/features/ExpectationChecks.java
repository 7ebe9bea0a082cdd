package io.millrace.features;

import com.google.re2j.Pattern;

import io.millrace.features.ExpectationPlan.Test;
import io.millrace.features.expression.Condition;
import io.millrace.features.expression.RefusedException;
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

/** Makes the checks of single events. */
final class ExpectationChecks {

    /** For one thread. */
    interface Check {
        /**
         * What's wrong, or null. The field isn't null, except for "not null" and conditions.
         *
         * @param field its index; -1 if there's none
         */
        @Nullable String complaint(Row fields, int field, Coordinates at);
    }

    private ExpectationChecks() {}

    /**
     * @param type of the rows
     * @param field the type of the field that's checked
     */
    static Check of(Test test, RowType type, ValueType field) {
        if (test instanceof ExpectationPlan.Finite) {
            return (row, index, at) ->
                    Double.isFinite(row.getDouble(index))
                            ? null
                            : "is " + row.getDouble(index) + ", a finite number is needed";
        } else if (test instanceof ExpectationPlan.Between between) {
            return field == ValueType.DOUBLE ? doubleBetween(between) : integerBetween(between);
        } else if (test instanceof ExpectationPlan.OneOf oneOf) {
            return oneOf(oneOf);
        } else if (test instanceof ExpectationPlan.Matches matches) {
            return matches(matches);
        } else if (test instanceof ExpectationPlan.Length length) {
            return length(length);
        } else if (test instanceof ExpectationPlan.Type wanted) {
            return TypeChecks.of(wanted.type(), field);
        } else if (test instanceof ExpectationPlan.NotInFuture notInFuture) {
            return notInFuture(notInFuture);
        } else if (test instanceof ExpectationPlan.FreshWithin fresh) {
            return freshWithin(fresh);
        } else if (test instanceof ExpectationPlan.That that) {
            return that(that, type);
        }
        return (row, index, at) -> row.isNull(index) ? "is null, a value is needed" : null;
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

    private static Check oneOf(ExpectationPlan.OneOf oneOf) {
        Set<String> allowed = new LinkedHashSet<>(oneOf.values());
        return (row, field, at) ->
                allowed.contains(row.getText(field))
                        ? null
                        : "is \"" + row.getText(field) + "\", one of " + allowed + " is needed";
    }

    private static Check matches(ExpectationPlan.Matches matches) {
        Pattern pattern = Pattern.compile(matches.pattern());
        return (row, field, at) ->
                pattern.matches(String.valueOf(row.getText(field)))
                        ? null
                        : "is \"" + row.getText(field) + "\", it must match " + matches.pattern();
    }

    private static Check length(ExpectationPlan.Length length) {
        return (row, field, at) -> {
            String text = String.valueOf(row.getText(field));
            int characters = text.codePointCount(0, text.length());
            return characters >= length.least() && characters <= length.most()
                    ? null
                    : "has "
                            + characters
                            + " characters, "
                            + (characters < length.least()
                                    ? "at least " + length.least()
                                    : "at most " + length.most())
                            + " are needed";
        };
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

    private static Check freshWithin(ExpectationPlan.FreshWithin plan) {
        return (row, field, at) -> {
            long earliest = Times.minus(at.timestamp(), plan.ageMillis());
            return row.getLong(field) >= earliest
                    ? null
                    : "is "
                            + Instant.ofEpochMilli(row.getLong(field))
                            + ", before "
                            + Instant.ofEpochMilli(earliest)
                            + " (its record's Kafka timestamp less "
                            + plan.ageMillis()
                            + " ms)";
        };
    }

    private static Check that(ExpectationPlan.That that, RowType type) {
        Condition isFalse = Condition.of(Conditions.not(that.condition()), type);
        Set<String> names = new LinkedHashSet<>();
        Names.fields(that.condition(), names::add);
        return (row, field, at) -> {
            try {
                return isFalse.holds(row)
                        ? "must be so that " + that.text() + ", with " + values(names, type, row)
                        : null;
            } catch (RefusedException e) {
                return "must be so that " + that.text() + ", which has no value: " + e.getMessage();
            }
        };
    }

    private static String values(Set<String> names, RowType type, Row row) {
        List<String> values = new ArrayList<>();
        for (String name : names) {
            int index = type.index(name);
            Object value = row.get(index, type.field(index).type());
            values.add(name + " = " + (value instanceof String ? "\"" + value + "\"" : value));
        }
        return String.join(", ", values);
    }
}
