package io.millrace.jobs.cli.data;

import io.millrace.jobs.cli.CommandFailure;
import io.millrace.jobs.cli.ExitCode;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.problem.NearestName;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The labelled rows of a file, as models take them.
 *
 * @param labels one for each row
 * @param unlabelled how many rows were left out
 * @param times of the rows in epoch milliseconds; empty if nobody asked for them
 */
@SuppressWarnings("ArrayRecordComponent") // large, and never compared
public record LabelledRows(List<Row> rows, boolean[] labels, long unlabelled, long[] times) {

    /**
     * @param inputs that the file has a column for, by name
     * @param label column of 0 and 1, or true and false; where it's empty the row is left out
     */
    public static LabelledRows of(DataFile file, RowType inputs, String label) {
        return of(file, inputs, label, null);
    }

    /**
     * @param inputs that the file has a column for, by name
     * @param label column of 0 and 1, or true and false; where it's empty the row is left out
     * @param time column of times, or of epoch milliseconds; null if they aren't needed
     */
    public static LabelledRows of(
            DataFile file, RowType inputs, String label, @Nullable String time) {
        Map<String, ColumnKind> kinds = new HashMap<>();
        for (Field input : inputs.fields()) {
            if (input.name().equals(label)) {
                throw refused("the model takes \"%s\", which is the label".formatted(label));
            }
            kinds.put(input.name(), require(file, input.name(), kind(input)));
        }
        boolean isFlag = find(file, label).kind() == ColumnKind.BOOLEAN;
        kinds.put(label, require(file, label, isFlag ? ColumnKind.BOOLEAN : ColumnKind.NUMBER));
        if (time != null) {
            boolean isTime = find(file, time).canBe(ColumnKind.TIME);
            kinds.put(time, isTime ? ColumnKind.TIME : require(file, time, ColumnKind.NUMBER));
        }
        if (file.rows() == 0) {
            throw refused(file.name() + " has no rows");
        }
        file.load(kinds);
        return read(file, inputs, label, time);
    }

    private static LabelledRows read(
            DataFile file, RowType inputs, String label, @Nullable String time) {
        List<DataColumn> columns =
                inputs.fields().stream().map(field -> file.column(field.name())).toList();
        DataColumn known = file.column(label);
        int all = Math.toIntExact(file.rows());
        List<Row> rows = new ArrayList<>();
        boolean[] labels = new boolean[all];
        DataColumn at = time == null ? null : file.column(time);
        long[] times = new long[at == null ? 0 : all];
        for (int row = 0; row < all; row++) {
            if (!known.isNull(row)) {
                labels[rows.size()] = label(file, label, known, row);
                if (at != null) {
                    if (at.isNull(row)) {
                        throw refused(
                                "row %d of %s has no %s".formatted(row + 1, file.name(), time));
                    }
                    times[rows.size()] = (long) at.numbers()[row];
                }
                rows.add(row(file, inputs, columns, row));
            }
        }
        boolean[] own = Arrays.copyOf(labels, rows.size());
        long[] ownTimes = at == null ? times : Arrays.copyOf(times, rows.size());
        return new LabelledRows(List.copyOf(rows), own, (long) all - own.length, ownTimes);
    }

    private static boolean label(DataFile file, String name, DataColumn column, int row) {
        if (!column.isNumeric()) {
            return Boolean.parseBoolean(column.levels().get(column.codes()[row]));
        }
        double number = column.numbers()[row];
        if (number != 0 && number != 1) {
            throw refused(
                    "row %d of %s has the label %s = %s; 0 and 1 are allowed"
                            .formatted(row + 1, file.name(), name, number));
        }
        return number == 1;
    }

    private static Row row(DataFile file, RowType inputs, List<DataColumn> columns, int from) {
        Row row = new Row(inputs.size());
        for (int input = 0; input < inputs.size(); input++) {
            DataColumn column = columns.get(input);
            if (column.isNull(from)) {
                continue;
            }
            switch (inputs.field(input).type()) {
                case DOUBLE -> row.setDouble(input, column.numbers()[from]);
                case INTEGER, TIMESTAMP -> {
                    double number = column.numbers()[from];
                    if (number != Math.rint(number)) {
                        throw refused(
                                "row %d of %s has %s = %s; the model takes whole numbers"
                                        .formatted(
                                                from + 1,
                                                file.name(),
                                                inputs.field(input).name(),
                                                number));
                    }
                    row.setLong(input, (long) number);
                }
                case BOOLEAN ->
                        row.setBoolean(
                                input,
                                Boolean.parseBoolean(column.levels().get(column.codes()[from])));
                case STRING -> row.setText(input, column.levels().get(column.codes()[from]));
            }
        }
        return row;
    }

    private static ColumnKind kind(Field input) {
        return switch (input.type()) {
            case DOUBLE, INTEGER, TIMESTAMP -> ColumnKind.NUMBER;
            case BOOLEAN -> ColumnKind.BOOLEAN;
            case STRING -> ColumnKind.TEXT;
        };
    }

    private static ColumnInfo find(DataFile file, String column) {
        Optional<ColumnInfo> found = file.find(column);
        if (found.isEmpty()) {
            List<String> names = file.columns().stream().map(ColumnInfo::name).toList();
            throw new CommandFailure(
                    ExitCode.USAGE,
                    file.name() + " has no column \"" + column + "\"",
                    NearestName.of(column, names)
                            .map(nearest -> "did you mean \"" + nearest + "\"?")
                            .orElse("it has: " + names));
        }
        return found.get();
    }

    private static ColumnKind require(DataFile file, String column, ColumnKind kind) {
        ColumnInfo info = find(file, column);
        if (!info.canBe(kind)) {
            ColumnInfo.Odd odd = info.oddFor(kind);
            throw refused(
                    "column \"%s\" of %s is %s, %s are needed%s"
                            .formatted(
                                    column,
                                    file.name(),
                                    info.kind().text(),
                                    kind.text(),
                                    odd == null
                                            ? ""
                                            : "; the first that's none is \"" + odd.text() + "\""));
        }
        return kind;
    }

    private static CommandFailure refused(String message) {
        return new CommandFailure(ExitCode.USAGE, message);
    }
}
