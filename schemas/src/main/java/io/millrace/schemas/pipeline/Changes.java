package io.millrace.schemas.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a source's records change the rows of a table. A record whose operation inserts or updates
 * holds the whole row as it is from then on; which of the two it says makes no difference. One that
 * deletes needs no more than the row's id. Features see the table as it is at their event.
 *
 * @param row field that identifies the row
 * @param time field of the time by which the row is in a window; empty: the record's event time, so
 *     that an update moves its row
 * @param operation field that says what's done
 * @param inserts values of the operation
 * @param updates values of the operation
 * @param deletes values of the operation
 */
public record Changes(
        Text row,
        Optional<Text> time,
        Text operation,
        List<Text> inserts,
        List<Text> updates,
        List<Text> deletes) {

    public Changes {
        inserts = List.copyOf(inserts);
        updates = List.copyOf(updates);
        deletes = List.copyOf(deletes);
    }

    /** The values after which the row is there. */
    public List<String> upserts() {
        return values(inserts, updates);
    }

    /** The values after which the row is gone. */
    public List<String> deletions() {
        return values(deletes, List.of());
    }

    private static List<String> values(List<Text> some, List<Text> others) {
        List<Text> all = new ArrayList<>(some);
        all.addAll(others);
        return all.stream().map(Text::value).toList();
    }
}
