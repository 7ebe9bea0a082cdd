package io.millrace.jobs.cli.parity;

import io.millrace.jobs.backfill.Exclusion;
import io.millrace.jobs.backfill.StagedRow;
import io.millrace.jobs.cli.backfill.ComputedSink;
import io.millrace.schemas.event.Row;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a computation gives for the vectors that are asked for. */
final class Recomputed implements ComputedSink {
    private final Set<VectorKey> wanted;
    private final Set<String> wantedIds = new HashSet<>();
    private final Map<VectorKey, List<Row>> rows = new HashMap<>();
    private final Map<String, String> leftOut = new HashMap<>();

    Recomputed(Set<VectorKey> wanted) {
        this.wanted = wanted;
        wanted.forEach(key -> wantedIds.add(key.eventId()));
    }

    @Override
    public void row(StagedRow row) {
        VectorKey key = new VectorKey(row.id(), row.time());
        if (wanted.contains(key)) {
            rows.computeIfAbsent(key, any -> new ArrayList<>(1)).add(row.features());
        }
    }

    @Override
    public void leftOut(Exclusion exclusion) {
        String id = exclusion.eventId();
        if (id != null && wantedIds.contains(id)) {
            leftOut.put(
                    id,
                    "%s at %s/%d@%d: %s"
                            .formatted(
                                    exclusion.rule(),
                                    exclusion.topic(),
                                    exclusion.partition(),
                                    exclusion.offset(),
                                    exclusion.reason()));
        }
    }

    /** More than one if the same id came twice with the same time; none if it has no vector. */
    List<Row> of(VectorKey key) {
        return rows.getOrDefault(key, List.of());
    }

    /** Why there's none. */
    Optional<String> reason(VectorKey key) {
        return Optional.ofNullable(leftOut.get(key.eventId()));
    }
}
