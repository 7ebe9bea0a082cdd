package io.millrace.features;

import java.util.List;

/**
 * How a source's records change rows, by names of its used fields.
 *
 * @param row identifies the row
 * @param time of the row
 * @param dated whether that's the row's own, so that a row may be changed long before or after it;
 *     otherwise it's the time of its newest change
 * @param deletions values of the operation after which the row is gone; after any other it's there
 */
record ChangePlan(
        String row, String time, boolean dated, String operation, List<String> deletions) {
    ChangePlan {
        deletions = List.copyOf(deletions);
    }
}
