package io.millrace.drift.monitor;

import io.millrace.drift.change.ErrorWatch;

import java.util.ArrayList;
import java.util.List;

/**
 * How often a version erred on the rows that its gate judged it by: what its errors in service are
 * compared with.
 *
 * @param rows at least 0; 0 if nobody says
 * @param wrong how many of them it decided wrongly, from 0 to all
 */
public record GateErrors(long rows, long wrong) {
    public static final GateErrors UNKNOWN = new GateErrors(0, 0);

    public GateErrors {
        if (rows < 0 || wrong < 0 || wrong > rows) {
            throw new IllegalArgumentException(
                    wrong + " of " + rows + " rows are wrong; that many can't be");
        }
    }

    /**
     * Of an accuracy as records tell it; unknown if it isn't in [0, 1], or there are no rows.
     *
     * @param accuracy share of the right decisions
     */
    public static GateErrors of(double accuracy, long rows) {
        return rows > 0 && accuracy >= 0 && accuracy <= 1
                ? new GateErrors(rows, Math.round(rows * (1 - accuracy)))
                : UNKNOWN;
    }

    /**
     * A loss for each row: which ones were wrong isn't known, so they're spread evenly. Of more
     * rows than are kept for a change point, as many as are kept.
     */
    List<Double> losses() {
        int kept = (int) Math.min(rows, ErrorWatch.KEPT);
        long ones = rows == 0 ? 0 : Math.round((double) wrong * kept / rows);
        List<Double> losses = new ArrayList<>();
        for (int i = 0; i < kept; i++) {
            losses.add((i + 1) * ones / kept > i * ones / kept ? 1.0 : 0.0);
        }
        return losses;
    }
}
