package io.millrace.scoring.train;

import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.scoring.Task;

import java.util.Arrays;
import java.util.List;

/**
 * Rows with what a multiclass model or a regression is to say, the oldest first.
 *
 * @param features of each row
 * @param rows in the order of their event time; not changed while training
 * @param targets the number of a row's class, or the value of a regression; all finite
 * @param classes by name, in order, at least two; empty for a regression
 */
@SuppressWarnings("ArrayRecordComponent") // Millions of targets; compared by nobody.
public record TargetSet(RowType features, List<Row> rows, double[] targets, List<String> classes) {

    public TargetSet {
        rows = List.copyOf(rows);
        targets = targets.clone();
        classes = List.copyOf(classes);
        if (rows.size() != targets.length) {
            throw new IllegalArgumentException(
                    rows.size() + " rows, but " + targets.length + " targets");
        }
        if (classes.size() == 1) {
            throw new IllegalArgumentException("one class; at least two are needed");
        }
        for (int i = 0; i < targets.length; i++) {
            boolean fits =
                    classes.isEmpty()
                            ? Math.abs(targets[i]) <= Float.MAX_VALUE
                            : targets[i] >= 0
                                    && targets[i] < classes.size()
                                    && targets[i] == Math.rint(targets[i]);
            if (!fits) {
                throw new IllegalArgumentException(
                        "target "
                                + i
                                + " is "
                                + targets[i]
                                + (classes.isEmpty()
                                        ? "; it must be a finite float"
                                        : "; it must be the number of one of "
                                                + classes.size()
                                                + " classes"));
            }
        }
    }

    Task task() {
        return classes.isEmpty() ? Task.REGRESSION : Task.MULTICLASS;
    }

    /** Part of it, in the same order. */
    TargetSet slice(int from, int to) {
        return new TargetSet(
                features, rows.subList(from, to), Arrays.copyOfRange(targets, from, to), classes);
    }
}
