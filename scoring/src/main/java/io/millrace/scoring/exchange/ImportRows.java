package io.millrace.scoring.exchange;

import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;

import java.util.ArrayList;
import java.util.List;

/** Golden rows for a model that came without any. */
final class ImportRows {
    private static final List<Double> VALUES =
            List.of(0.0, 1.0, -1.0, 0.5, 3.25, -7.5, 42.0, 1e3, -1e5, 1e9);

    private ImportRows() {}

    /** All missing, all alike, and each input another value. */
    static List<Row> of(RowType inputs) {
        List<Row> rows = new ArrayList<>();
        rows.add(new Row(inputs.size()));
        for (int i = 0; i < VALUES.size(); i++) {
            Row alike = new Row(inputs.size());
            Row mixed = new Row(inputs.size());
            for (int input = 0; input < inputs.size(); input++) {
                set(inputs, alike, input, VALUES.get(i));
                set(inputs, mixed, input, VALUES.get((i + 3 * input) % VALUES.size()));
            }
            rows.add(alike);
            rows.add(mixed);
        }
        return rows;
    }

    private static void set(RowType inputs, Row row, int input, double value) {
        switch (inputs.field(input).type()) {
            case DOUBLE -> row.setDouble(input, value);
            case BOOLEAN -> row.setBoolean(input, value > 0);
            default -> row.setLong(input, (long) value);
        }
    }
}
