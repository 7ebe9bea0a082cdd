package io.millrace.scoring.train;

import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.ValueType;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows that a compiled model is tried on: some of the training slice, the same with an input
 * missing, and what hardly ever comes: everything missing, unseen levels, the ends of each type.
 */
final class GoldenRows {
    private static final int TYPICAL = 32;
    private static final int WITH_A_GAP = 16;
    private static final int LONGEST_TEXT = 200;

    private static final List<Double> EXTREMES =
            List.of(
                    0.0,
                    -0.0,
                    1.0,
                    Double.MAX_VALUE,
                    -Double.MAX_VALUE,
                    Double.MIN_VALUE,
                    Double.POSITIVE_INFINITY,
                    Double.NEGATIVE_INFINITY,
                    Double.NaN);

    private GoldenRows() {}

    static List<Row> choose(Inputs inputs, List<Row> training) {
        List<Row> golden = new ArrayList<>();
        int typical = Math.min(TYPICAL, training.size());
        for (int i = 0; i < typical; i++) {
            golden.add(shortened(inputs, inputs.project(at(training, i, typical))));
        }
        int gaps = Math.min(WITH_A_GAP, inputs.type().size());
        for (int i = 0; i < gaps; i++) {
            Row row = shortened(inputs, inputs.project(at(training, i, gaps)));
            row.setNull((int) ((long) i * inputs.type().size() / gaps));
            golden.add(row);
        }
        golden.add(new Row(inputs.type().size()));
        for (double extreme : EXTREMES) {
            golden.add(extreme(inputs, extreme));
        }
        return golden;
    }

    private static Row at(List<Row> rows, int part, int parts) {
        return rows.get((int) ((long) part * rows.size() / parts));
    }

    private static Row extreme(Inputs inputs, double value) {
        Row row = new Row(inputs.type().size());
        for (int input = 0; input < row.size(); input++) {
            switch (inputs.type().field(input).type()) {
                case DOUBLE -> row.setDouble(input, value);
                case BOOLEAN -> row.setBoolean(input, value > 0);
                case STRING -> row.setText(input, "never seen " + value);
                default -> row.setLong(input, (long) value);
            }
        }
        return row;
    }

    /** A golden row needn't carry a novel. */
    private static Row shortened(Inputs inputs, Row row) {
        for (int input = 0; input < row.size(); input++) {
            String text = row.getText(input);
            if (inputs.type().field(input).type() == ValueType.STRING
                    && text != null
                    && text.length() > LONGEST_TEXT) {
                row.setText(input, text.substring(0, LONGEST_TEXT));
            }
        }
        return row;
    }
}
