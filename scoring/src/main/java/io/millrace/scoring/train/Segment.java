package io.millrace.scoring.train;

import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;
import io.millrace.scoring.metrics.BinaryMetrics;
import io.millrace.scoring.metrics.Evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * How a model does for a part of the rows: those with one text or one truth value of an input.
 *
 * @param input its name
 * @param value that the rows have; "missing" where they have none
 */
public record Segment(String input, String value, Evaluation evaluation) {
    private static final int FEWEST_ROWS = 30;
    private static final int MOST_VALUES = 20;
    private static final String MISSING = "missing";

    /**
     * For each of some features the most frequent values, by feature and value; a part of fewer
     * than 30 rows says nothing and is left out.
     *
     * @param by names of features
     */
    static List<Segment> of(
            RowType features,
            List<String> by,
            List<Row> rows,
            double[] scores,
            boolean[] labels,
            double threshold) {
        List<Segment> segments = new ArrayList<>();
        for (String input : by) {
            OptionalInt found = features.indexOf(input);
            if (found.isPresent() && canSplit(features.field(found.getAsInt()).type())) {
                int field = found.getAsInt();
                parts(rows, field, features.field(field).type()).entrySet().stream()
                        .filter(part -> part.getValue().size() >= FEWEST_ROWS)
                        .sorted((a, b) -> b.getValue().size() - a.getValue().size())
                        .limit(MOST_VALUES)
                        .sorted(Map.Entry.comparingByKey())
                        .forEach(
                                part ->
                                        segments.add(
                                                new Segment(
                                                        input,
                                                        part.getKey(),
                                                        evaluate(
                                                                part.getValue(),
                                                                scores,
                                                                labels,
                                                                threshold))));
            }
        }
        return segments;
    }

    /** Numbers with fractions and times have hardly a value twice. */
    static boolean canSplit(ValueType type) {
        return type == ValueType.STRING || type == ValueType.BOOLEAN || type == ValueType.INTEGER;
    }

    private static Map<String, List<Integer>> parts(List<Row> rows, int field, ValueType type) {
        Map<String, List<Integer>> parts = new TreeMap<>();
        for (int row = 0; row < rows.size(); row++) {
            Object value = rows.get(row).get(field, type);
            String name = value == null ? MISSING : value.toString();
            parts.computeIfAbsent(name, key -> new ArrayList<>()).add(row);
        }
        return parts;
    }

    private static Evaluation evaluate(
            List<Integer> part, double[] scores, boolean[] labels, double threshold) {
        boolean[] known = new boolean[part.size()];
        double[] given = new double[part.size()];
        Arrays.setAll(given, i -> scores[part.get(i)]);
        for (int i = 0; i < known.length; i++) {
            known[i] = labels[part.get(i)];
        }
        return BinaryMetrics.evaluate(given, known, threshold);
    }
}
