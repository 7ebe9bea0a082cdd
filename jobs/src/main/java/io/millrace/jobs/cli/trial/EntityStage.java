package io.millrace.jobs.cli.trial;

import io.millrace.features.Answers;
import io.millrace.features.EntityEngine;
import io.millrace.features.FeaturePlan;
import io.millrace.features.Tiles;
import io.millrace.schemas.event.Event;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One entity's features, as serve's operator of that entity computes them; state in memory. */
final class EntityStage {
    private final FeaturePlan plan;
    private final int entity;
    private final EntityEngine engine;
    private final TreeMap<String, Key> keys = new TreeMap<>();

    EntityStage(FeaturePlan plan, int entity) {
        this.plan = plan;
        this.entity = entity;
        this.engine = plan.engine(entity);
    }

    String name() {
        return plan.entities().get(entity) + "-features";
    }

    /** Event-time order: keeps an event until the watermark; one without a key goes on at once. */
    void offer(Event event, Answers answers) {
        Key key = attach(event, answers);
        if (key != null) {
            engine.offer(event);
            key.head = engine.close();
        }
    }

    /** Arrival order: answers at once. */
    void answerNow(Event event, long watermark, Answers answers) {
        Key key = attach(event, answers);
        if (key != null) {
            engine.advance(watermark, answers);
            engine.answerNow(event, answers);
            key.head = engine.close();
        }
    }

    private @Nullable Key attach(Event event, Answers answers) {
        String name = plan.key(entity, event);
        if (name == null) {
            engine.skip(event);
            answers.answered(event);
            return null;
        }
        Key key = keys.computeIfAbsent(name, any -> new Key());
        engine.open(key.head, key);
        return key;
    }

    /** Answers what has waited, key by key. */
    void advance(long watermark, Answers answers) {
        for (Map.Entry<String, Key> entry : List.copyOf(keys.entrySet())) {
            Key key = entry.getValue();
            engine.open(key.head, key);
            engine.advance(watermark, answers);
            key.head = engine.close();
            if (key.head == null || engine.expiresAt() <= watermark) {
                keys.remove(entry.getKey());
            }
        }
    }

    private static final class Key implements Tiles {
        private final Map<Long, byte[]> tiles = new HashMap<>();
        private byte @Nullable [] head;

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
    }
}
