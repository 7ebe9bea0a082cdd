package io.millrace.jobs.cli.data;

import io.millrace.drift.profile.CellCounts;
import io.millrace.drift.profile.FeatureColumn;
import io.millrace.drift.profile.FeatureProfile;
import io.millrace.drift.profile.ProfileBuilder;
import io.millrace.schemas.event.ValueType;

import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Columns of files as features. */
final class Columns {
    private Columns() {}

    static FeatureColumn feature(String name, ColumnKind kind, int place) {
        ValueType type =
                switch (kind) {
                    case NUMBER -> ValueType.DOUBLE;
                    case BOOLEAN -> ValueType.BOOLEAN;
                    default -> ValueType.STRING;
                };
        return new FeatureColumn(name, type, name.equals(FeatureColumn.SCORE) ? -1 : place);
    }

    static ColumnKind kind(FeatureColumn column) {
        return switch (column.type()) {
            case INTEGER, DOUBLE -> ColumnKind.NUMBER;
            case BOOLEAN -> ColumnKind.BOOLEAN;
            default -> ColumnKind.TEXT;
        };
    }

    /**
     * @param rows that it's of
     * @param all how many columns the whole profile has
     */
    static FeatureProfile profile(FeatureColumn feature, DataColumn values, int[] rows, int all) {
        ProfileBuilder builder = new ProfileBuilder(List.of(feature), all);
        each(
                values,
                rows,
                row -> builder.addNull(0),
                row -> builder.addNumber(0, values.numbers()[row]),
                row -> builder.addLevel(0, values.levels().get(values.codes()[row])));
        return builder.build().features().get(0);
    }

    static CellCounts counts(FeatureProfile profile, DataColumn values, int[] rows) {
        CellCounts counts = new CellCounts(profile);
        each(
                values,
                rows,
                row -> counts.addNull(),
                row -> counts.add(values.numbers()[row]),
                row -> counts.add(values.levels().get(values.codes()[row])));
        return counts;
    }

    private static void each(
            DataColumn values,
            int[] rows,
            IntConsumer none,
            IntConsumer number,
            IntConsumer level) {
        IntConsumer some = values.isNumeric() ? number : level;
        for (int row : rows) {
            (values.isNull(row) ? none : some).accept(row);
        }
    }

    /** The numbers of some rows, NaN and infinite ones among them. */
    static double[] numbers(DataColumn values, int[] rows) {
        return IntStream.of(rows)
                .filter(row -> !values.isNull(row))
                .mapToDouble(row -> values.numbers()[row])
                .toArray();
    }

    static int[] all(long rows) {
        return IntStream.range(0, Math.toIntExact(rows)).toArray();
    }
}
