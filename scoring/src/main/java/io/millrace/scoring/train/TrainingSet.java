package io.millrace.scoring.train;

import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;

import java.util.List;

/**
 * Labelled rows, the oldest first.
 *
 * @param features of each row
 * @param rows in the order of their event time; not changed while training
 * @param labels whether each row is positive
 */
@SuppressWarnings("ArrayRecordComponent") // Millions of labels; compared by nobody.
public record TrainingSet(RowType features, List<Row> rows, boolean[] labels) {

    public TrainingSet {
        rows = List.copyOf(rows);
        labels = labels.clone();
        if (rows.size() != labels.length) {
            throw new IllegalArgumentException(
                    rows.size() + " rows, but " + labels.length + " labels");
        }
    }
}
