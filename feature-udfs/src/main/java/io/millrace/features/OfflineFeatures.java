package io.millrace.features;

import io.millrace.schemas.event.Event;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Computes the features of a finite set of events in memory, by the very classes that serve uses,
 * in event-time order: the same bits. For first trainings, previews and tests.
 */
public final class OfflineFeatures {

    private OfflineFeatures() {}

    /**
     * @param events in any order; each id once
     * @return the events of the main source whose features could be computed, in event order, with
     *     their features set
     */
    public static List<Event> compute(FeaturePlan plan, List<Event> events) {
        List<Event> stage = plan.hasChanges() ? throughRows(plan, events) : events;
        for (int entity = 0; entity < plan.entities().size(); entity++) {
            stage = throughEntity(plan, entity, stage);
        }
        DerivedFeatures derived = plan.derived();
        List<Event> answered = new ArrayList<>(stage.size());
        for (Event event : stage) {
            if (event.source() == 0 && derived.apply(event) == null) {
                answered.add(event);
            }
        }
        answered.sort(Event.ORDER);
        return answered;
    }

    private static List<Event> throughRows(FeaturePlan plan, List<Event> events) {
        List<Event> meanings = new ArrayList<>(events.size());
        Map<String, List<Event>> byRow = new TreeMap<>();
        for (Event event : events) {
            if (plan.isChangeStream(event.source())) {
                byRow.computeIfAbsent(plan.rowKey(event), ignored -> new ArrayList<>()).add(event);
            } else {
                meanings.add(event);
            }
        }
        TableRows rows = plan.tableRows();
        for (List<Event> ofOneRow : byRow.values()) {
            rows.open(null);
            rows.advance(Long.MAX_VALUE, ofOneRow, meanings::add);
        }
        return meanings;
    }

    private static List<Event> throughEntity(FeaturePlan plan, int entity, List<Event> events) {
        Map<String, List<Event>> byKey = new TreeMap<>();
        List<Event> answered = new ArrayList<>(events.size());
        EntityEngine engine = plan.engine(entity);
        for (Event event : events) {
            String key = plan.key(entity, event);
            if (key == null) {
                engine.skip(event);
                answered.add(event);
            } else {
                byKey.computeIfAbsent(key, ignored -> new ArrayList<>()).add(event);
            }
        }
        Answers answers = collectingInto(answered);
        for (List<Event> ofOneKey : byKey.values()) {
            engine.open(null, new TilesInMemory());
            ofOneKey.forEach(engine::offer);
            engine.advance(Long.MAX_VALUE, answers);
        }
        return answered;
    }

    private static Answers collectingInto(List<Event> answered) {
        return new Answers() {
            @Override
            public void answered(Event event) {
                answered.add(event);
            }

            @Override
            public void refused(Event event, Refusal refusal) {
                // Serve makes a dead letter of it: it has no features here either.
            }
        };
    }

    /** One key's tiles. */
    private static final class TilesInMemory implements Tiles {
        private final Map<Long, byte[]> tiles = new HashMap<>();

        @Override
        public byte @Nullable [] get(long tileStart) {
            return tiles.get(tileStart);
        }

        @Override
        public void put(long tileStart, byte[] tile) {
            tiles.put(tileStart, tile);
        }

        @Override
        public void remove(long tileStart) {
            tiles.remove(tileStart);
        }
    }
}
