package io.millrace.features;

import io.millrace.features.expression.Expr;
import io.millrace.features.expression.ExpressionCompiler;
import io.millrace.features.expression.Operation;
import io.millrace.features.function.ScalarFunctions;
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

    /**
     * A condition over a source's fields, which are used from now on; null after problems.
     *
     * @param key of the pipeline file, for messages
     */
    static @Nullable Expr compile(
            String key,
            Text condition,
            SourceFields source,
            ScalarFunctions functions,
            Problems problems) {
        ExpressionCompiler compiler = new ExpressionCompiler(functions);
        source.type().fields().forEach(field -> compiler.field(field.name(), field.type()));
        Expr expr = compiler.compile(condition, problems);
        if (expr == null) {
            return null;
        }
        if (expr.type() != ValueType.BOOLEAN) {
            problems.add(
                    FeatureError.NOT_A_CONDITION.at(
                            condition.place(),
                            Math.max(condition.value().length(), 1),
                            key + ": is " + expr.type().readable() + ", a condition is needed",
                            "compare: for example " + condition.value() + " == ..."));
            return null;
        }
        Names.fields(expr, source::use);
        return expr;
    }

    /** True only where the condition is false: it's not met by a condition without a value. */
    static Expr not(Expr condition) {
        return new Expr.Call(Operation.NOT, ValueType.BOOLEAN, List.of(condition));
    }

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
        conditions.add(not(new Expr.In(value, literals)));
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
