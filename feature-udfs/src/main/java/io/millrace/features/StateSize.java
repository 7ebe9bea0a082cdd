package io.millrace.features;

import io.millrace.schemas.event.Coordinates;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.pipeline.Pipeline.Order;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How large a key's state is. It isn't reckoned but measured: an engine takes in made-up events
 * that are spread evenly over the longest window, and what it would store is counted. Real values
 * may pack better or worse, and a backend adds its own keys.
 */
public final class StateSize {
    private static final long WITHOUT_WINDOW = 3_600_000;
    private static final int DISTINCT = 16;

    private StateSize() {}

    /**
     * Bytes of an entity's state for one key, after so many events of each source that it reads.
     *
     * @param events at least 1
     * @throws RuntimeException if a user's function doesn't take the made-up values
     */
    public static long of(FeaturePlan plan, int entity, int events) {
        EntityEngine engine = plan.engine(entity);
        StoredTiles tiles = new StoredTiles();
        engine.open(null, tiles);
        long window = engine.longestWindow() == 0 ? WITHOUT_WINDOW : engine.longestWindow();
        for (int i = 0; i < events; i++) {
            // The first isn't out of the window when the last comes.
            long time = i * (window - 1) / events;
            for (int source = 0; source < plan.sources().size(); source++) {
                if (plan.reads(entity, source)) {
                    take(engine, plan.order(), event(plan, entity, source, i, time));
                }
            }
        }
        byte[] head = engine.close();
        return tiles.bytes() + (head == null ? 0 : head.length);
    }

    private static void take(EntityEngine engine, Order order, Event event) {
        if (order == Order.ARRIVAL) {
            engine.answerNow(event, Unheard.ANSWERS);
        } else {
            engine.offer(event);
            engine.advance(event.time(), Unheard.ANSWERS);
        }
    }

    private static Event event(FeaturePlan plan, int entity, int source, int number, long time) {
        RowType fields = plan.sources().get(source);
        Row row = new Row(fields.size());
        List<Integer> keys = plan.keyFields(entity, source);
        for (int field = 0; field < fields.size(); field++) {
            int value = keys.contains(field) ? 0 : number;
            switch (fields.field(field).type()) {
                case BOOLEAN -> row.setBoolean(field, value % 2 == 0);
                case INTEGER -> row.setLong(field, value);
                case DOUBLE -> row.setDouble(field, value * 37 % 1_000 + value % 100 / 100.0);
                case STRING -> row.setText(field, "value-" + value % DISTINCT);
                case TIMESTAMP -> row.setLong(field, time);
            }
        }
        return new Event(
                source,
                "id-" + number,
                time,
                new Coordinates("topic", 0, number, time),
                null,
                new byte[0],
                row,
                new Row(plan.features().size()));
    }

    /** Nobody asks for the answers. */
    private enum Unheard implements Answers {
        ANSWERS;

        @Override
        public void answered(Event event) {}

        @Override
        public void refused(Event event, Refusal refusal) {}
    }

    private static final class StoredTiles implements Tiles {
        private final Map<Long, byte[]> tiles = new HashMap<>();

        @Override
        public byte @Nullable [] get(long tile) {
            return tiles.get(tile);
        }

        @Override
        public void put(long tile, byte[] bytes) {
            tiles.put(tile, bytes);
        }

        @Override
        public void remove(long tile) {
            tiles.remove(tile);
        }

        /** With their numbers. */
        long bytes() {
            return tiles.values().stream().mapToLong(tile -> Long.BYTES + tile.length).sum();
        }
    }
}
