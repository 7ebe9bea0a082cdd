package io.millrace.jobs.cli.trial;

import io.millrace.features.FeaturePlan;
import io.millrace.features.TableRows;
import io.millrace.schemas.event.Event;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The rows of change streams, as serve's operator of them keeps them; state in memory. */
final class RowStage {
    private final FeaturePlan plan;
    private final TableRows rows;
    private final TreeMap<String, byte[]> known = new TreeMap<>();

    RowStage(FeaturePlan plan) {
        this.plan = plan;
        this.rows = plan.tableRows();
    }

    /**
     * What events mean for features that the watermark has passed; those of other sources as they
     * are.
     */
    List<Event> changed(List<Event> admitted, long watermark) {
        TreeMap<String, List<Event>> byRow = new TreeMap<>();
        known.keySet().forEach(row -> byRow.put(row, new ArrayList<>()));
        List<Event> meanings = new ArrayList<>();
        for (Event event : admitted) {
            if (plan.isChangeStream(event.source())) {
                byRow.computeIfAbsent(plan.rowKey(event), any -> new ArrayList<>()).add(event);
            } else {
                meanings.add(event);
            }
        }
        byRow.forEach(
                (row, changes) -> {
                    rows.open(known.get(row));
                    rows.advance(watermark, changes, meanings::add);
                    byte[] packed = rows.close();
                    if (packed == null) {
                        known.remove(row);
                    } else {
                        known.put(row, packed);
                    }
                });
        return meanings;
    }
}
