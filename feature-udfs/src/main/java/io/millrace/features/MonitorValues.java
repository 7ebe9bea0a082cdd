package io.millrace.features;

import io.millrace.features.expression.Evaluator;
import io.millrace.features.expression.Expr;
import io.millrace.features.expression.RefusedException;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Evaluates the expressions of a {@link MonitorPlan}. An expression that overflows, or whose
 * function fails, has no value: watching stops nothing. For one thread.
 */
public final class MonitorValues {
    private static final RowType NO_FIELDS = new RowType(List.of());

    private final List<Named> segments;
    private final List<Named> metrics;
    private final Row answer = new Row(MonitorPlan.ANSWER.size());
    private final Row noFields = new Row(0);
    private final Row value = new Row(1);

    private record Named(String name, Evaluator evaluator, ValueType type) {}

    MonitorValues(MonitorPlan plan, RowType features) {
        segments = named(plan.segments, NO_FIELDS, features);
        metrics = named(plan.metrics, MonitorPlan.ANSWER, features);
    }

    private static List<Named> named(
            Map<String, Expr> expressions, RowType fields, RowType features) {
        List<Named> named = new ArrayList<>();
        expressions.forEach(
                (name, expr) ->
                        named.add(
                                new Named(
                                        name, Evaluator.of(expr, fields, features), expr.type())));
        return named;
    }

    /** Hears the segments of an event. */
    public interface Segments {
        /**
         * @param value null if it has none
         */
        void segment(String name, @Nullable String value);
    }

    /** Tells the segments that an event belongs to, one of each name. */
    public void segments(Row features, Segments told) {
        for (Named segment : segments) {
            boolean known = evaluate(segment, noFields, features);
            told.segment(segment.name, known ? text(segment.type) : null);
        }
    }

    /**
     * The business's metrics of one answer, by name; those without a finite value aren't there.
     *
     * @param score null if there's none
     */
    public SortedMap<String, Double> metrics(
            Row features, double label, @Nullable Double score, boolean decision) {
        SortedMap<String, Double> values = new TreeMap<>();
        if (metrics.isEmpty()) {
            return values;
        }
        answer.setDouble(0, label);
        if (score == null) {
            answer.setNull(1);
        } else {
            answer.setDouble(1, score);
        }
        answer.setBoolean(2, decision);
        for (Named metric : metrics) {
            if (evaluate(metric, answer, features)) {
                double of = number(metric.type);
                if (Double.isFinite(of)) {
                    values.put(metric.name, of);
                }
            }
        }
        return values;
    }

    private boolean evaluate(Named expression, Row fields, Row features) {
        try {
            expression.evaluator.into(fields, features, value, 0);
            return !value.isNull(0);
        } catch (RefusedException e) {
            return false;
        }
    }

    private String text(ValueType type) {
        return switch (type) {
            case BOOLEAN -> String.valueOf(value.getBoolean(0));
            case INTEGER, TIMESTAMP -> String.valueOf(value.getLong(0));
            case DOUBLE -> String.valueOf(value.getDouble(0));
            case STRING -> String.valueOf(value.getText(0));
        };
    }

    private double number(ValueType type) {
        return switch (type) {
            case BOOLEAN -> value.getBoolean(0) ? 1 : 0;
            case INTEGER, TIMESTAMP -> value.getLong(0);
            case DOUBLE -> value.getDouble(0);
            case STRING -> Double.NaN;
        };
    }
}
