package io.millrace.scoring.train;

import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.ValueType;
import io.millrace.scoring.Transform;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Fits transforms on the training slice. */
final class TransformFitter {
    /** Of text, the most frequent levels get a column each; the rest share one. */
    static final int MOST_LEVELS = 50;

    /** A level that's rarer in training shares the column of the others. */
    static final int FEWEST_ROWS_OF_A_LEVEL = 10;

    /** Share at each end that's drawn in before centre and scale are measured. */
    static final double TAIL = 0.001;

    /** Kurtosis of an exponential distribution; what's heavier is taken to a logarithm. */
    static final double HEAVY = 9;

    private static final int LONGEST_LEVEL = 1_000;

    private TransformFitter() {}

    /**
     * @param standardise whether numbers are brought to one scale, as linear models need; trees
     *     take them as they are
     */
    static List<Transform> fit(Inputs inputs, List<Row> rows, boolean standardise) {
        List<Transform> transforms = new ArrayList<>();
        for (int input = 0; input < inputs.type().size(); input++) {
            ValueType type = inputs.type().field(input).type();
            int field = inputs.fields()[input];
            if (type == ValueType.STRING) {
                transforms.add(oneHot(rows, field));
            } else if (standardise) {
                transforms.add(standardise(rows, field, type));
            } else {
                transforms.add(new Transform.Plain());
            }
        }
        return transforms;
    }

    private static Transform oneHot(List<Row> rows, int field) {
        Map<String, Integer> counts = new TreeMap<>();
        for (Row row : rows) {
            String text = row.getText(field);
            if (text != null && text.length() <= LONGEST_LEVEL) {
                counts.merge(text, 1, Integer::sum);
            }
        }
        Comparator<Map.Entry<String, Integer>> mostFrequent =
                Map.Entry.<String, Integer>comparingByValue().reversed();
        return new Transform.OneHot(
                counts.entrySet().stream()
                        .filter(level -> level.getValue() >= FEWEST_ROWS_OF_A_LEVEL)
                        .sorted(mostFrequent.thenComparing(Map.Entry.comparingByKey()))
                        .limit(MOST_LEVELS)
                        .map(Map.Entry::getKey)
                        .sorted()
                        .toList());
    }

    private static Transform standardise(List<Row> rows, int field, ValueType type) {
        double[] values = finite(rows, field, type);
        boolean missing = values.length < rows.size();
        if (values.length == 0) {
            return new Transform.Standardise(0, 0, 1, missing);
        }
        Arrays.sort(values);
        double unit = Moments.of(winsorised(values)).kurtosis() > HEAVY ? typicalSize(values) : 0;
        double[] bent =
                Arrays.stream(values).map(x -> Transform.Standardise.bent(x, unit)).toArray();
        Moments moments = Moments.of(winsorised(bent));
        boolean usable = Double.isFinite(1 / moments.deviation());
        return new Transform.Standardise(
                unit, moments.mean(), usable ? moments.deviation() : 1, missing);
    }

    /**
     * The outermost {@value #TAIL} at each end drawn in, so that one absurd amount doesn't flatten
     * all others. Where that leaves a single value, as with a rare flag, all count as they are.
     */
    private static double[] winsorised(double[] sorted) {
        int tail = (int) (sorted.length * TAIL);
        double low = sorted[tail];
        double high = sorted[sorted.length - 1 - tail];
        return low < high
                ? Arrays.stream(sorted).map(x -> Math.max(low, Math.min(high, x))).toArray()
                : sorted;
    }

    /** The median size of what isn't 0; 0 if its reciprocal overflows or there's nothing. */
    private static double typicalSize(double[] values) {
        double[] sizes = Arrays.stream(values).map(Math::abs).filter(x -> x > 0).sorted().toArray();
        double median = sizes.length == 0 ? 0 : sizes[sizes.length / 2];
        return Double.isFinite(1 / median) ? median : 0;
    }

    private static double[] finite(List<Row> rows, int field, ValueType type) {
        return rows.stream()
                .filter(row -> !row.isNull(field))
                .mapToDouble(
                        row ->
                                switch (type) {
                                    case DOUBLE -> row.getDouble(field);
                                    case BOOLEAN -> row.getBoolean(field) ? 1 : 0;
                                    default -> row.getLong(field);
                                })
                .filter(Double::isFinite)
                .toArray();
    }
}
