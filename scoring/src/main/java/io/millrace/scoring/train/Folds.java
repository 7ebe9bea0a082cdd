package io.millrace.scoring.train;

import io.millrace.scoring.train.Slices.Slice;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Forward chaining: each fold learns from older rows and is judged by the next newer ones, never
 * the other way round. What's learnt from ends an embargo before what judges it begins, since at
 * that time the labels in between weren't known yet.
 */
final class Folds {

    /** One judgement. */
    record Fold(Slice training, Slice validation) {}

    private Folds() {}

    /**
     * @param rows in the order of their event time
     * @param eventTimes of the rows, epoch milliseconds
     * @param folds at least 1
     * @param embargo in milliseconds, at least 0
     */
    static List<Fold> of(Slice rows, long[] eventTimes, int folds, long embargo) {
        List<Fold> made = new ArrayList<>();
        long count = eventTimes.length;
        for (int fold = 1; fold <= folds; fold++) {
            int from = (int) (count * fold / (folds + 1));
            int to = (int) (count * (fold + 1) / (folds + 1));
            if (from < to) {
                int known = before(eventTimes, eventTimes[from] - embargo);
                made.add(new Fold(rows.slice(0, Math.min(known, from)), rows.slice(from, to)));
            }
        }
        return made;
    }

    /** How many rows are at least the embargo older; rows of the very time count without one. */
    private static int before(long[] eventTimes, long time) {
        int at = Arrays.binarySearch(eventTimes, time);
        int end = at >= 0 ? at : -at - 1;
        while (end < eventTimes.length && eventTimes[end] <= time) {
            end++;
        }
        return end;
    }
}
