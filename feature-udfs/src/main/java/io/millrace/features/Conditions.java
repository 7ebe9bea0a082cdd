package io.millrace.features;

import io.millrace.features.expression.Expr;
import io.millrace.features.expression.Operation;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.pipeline.AggregateOptions.By;
import io.millrace.schemas.pipeline.Text;
import io.millrace.schemas.problem.FeatureError;
import io.millrace.schemas.problem.Problems;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Conditions and literals that are made of definitions, not of expressions. */
final class Conditions {

    private Conditions() {}

    static Expr both(@Nullable Expr left, Expr right) {
        return left == null
                ? right
                : new Expr.Call(Operation.AND, ValueType.BOOLEAN, List.of(left, right));
    }

    /** One condition for each of the values and one for all others; null meets none. */
    static List<Expr> buckets(By by, Field field, Problems problems) {
        Expr value = new Expr.FieldValue(field.name(), field.type());
        List<Expr.Literal> literals = new ArrayList<>();
        for (Text text : by.values()) {
            literal(text, field.type(), "by", problems).ifPresent(literals::add);
        }
        List<Expr> conditions = new ArrayList<>();
        for (Expr.Literal literal : literals) {
            conditions.add(new Expr.In(value, List.of(literal)));
        }
        conditions.add(
                new Expr.Call(
                        Operation.NOT, ValueType.BOOLEAN, List.of(new Expr.In(value, literals))));
        return conditions;
    }

    /** A text of the file as a value; a problem if it isn't one of the type. */
    static Optional<Expr.Literal> literal(
            Text text, ValueType type, String key, Problems problems) {
        Object value = value(text.value(), type);
        if (value == null) {
            problems.add(
                    FeatureError.WRONG_VALUE.at(
                            text.place(),
                            Math.max(text.value().length(), 1),
                            key + ": \"" + text.value() + "\" isn't " + type.readable()));
            return Optional.empty();
        }
        return Optional.of(new Expr.Literal(type, value));
    }

    private static @Nullable Object value(String text, ValueType type) {
        try {
            return switch (type) {
                case STRING -> text;
                case INTEGER, TIMESTAMP -> Long.valueOf(text);
                case DOUBLE -> finite(Double.valueOf(text));
                case BOOLEAN ->
                        text.equals("true") || text.equals("false") ? Boolean.valueOf(text) : null;
            };
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static @Nullable Double finite(Double value) {
        return Double.isFinite(value) ? value : null;
    }
}
