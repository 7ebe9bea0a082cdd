package io.millrace.features;

import io.millrace.schemas.event.Event;
import io.millrace.schemas.pipeline.Pipeline.Order;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Does what the job's operators do: a chain of engines, keyed state, timers; every key is packed
 * and unpacked around every single element, and with every engine anew if asked.
 */
final class Runner {

    /** A key's state, as in the job. */
    static final class State implements Tiles {
        byte @org.jspecify.annotations.Nullable [] head;
        final Map<Long, byte[]> tiles = new TreeMap<>();

        @Override
        public byte @org.jspecify.annotations.Nullable [] get(long tile) {
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

    final Map<String, Event> answered = new HashMap<>();
    final Map<String, Refusal> refused = new HashMap<>();
    final List<Event> admitted = new ArrayList<>();
    private final FeaturePlan plan;
    private final int tileBytes;
    private final Random random;
    private final List<EntityEngine> engines = new ArrayList<>();
    private final List<Map<String, State>> states = new ArrayList<>();
    private long watermark = Long.MIN_VALUE;

    Runner(FeaturePlan plan, int tileBytes, Random random) {
        this.plan = plan;
        this.tileBytes = tileBytes;
        this.random = random;
        for (int entity = 0; entity < plan.entities().size(); entity++) {
            engines.add(plan.engine(entity, tileBytes));
            states.add(new TreeMap<>());
        }
    }

    /** Gives events in their order of arrival; the watermark follows, at most by the disorder. */
    void run(List<Event> arrivals, long disorder) {
        long newest = Long.MIN_VALUE;
        for (Event event : arrivals) {
            newest = Math.max(newest, event.time());
            process(0, event);
            if (random.nextInt(3) == 0) {
                long lag = disorder + 1 + (random.nextInt(3) == 0 ? random.nextInt(1000) : 0);
                watermarkTo(newest - lag);
            }
        }
        watermarkTo(Long.MAX_VALUE - 1);
    }

    private void process(int entity, Event event) {
        if (entity == engines.size()) {
            if (event.source() == 0) {
                answered.put(event.id(), event);
            }
            return;
        }
        if (event.source() != 0 && !plan.reads(entity, event.source())) {
            process(entity + 1, event);
            return;
        }
        String key = plan.key(entity, event);
        if (key == null) {
            if (event.source() == 0) {
                engine(entity).skip(event);
                process(entity + 1, event);
            }
            return;
        }
        State state = states.get(entity).computeIfAbsent(key, k -> new State());
        EntityEngine engine = engine(entity);
        engine.open(state.head, state);
        List<Event> passed = new ArrayList<>();
        if (plan.order() == Order.ARRIVAL) {
            engine.advance(watermark, answers(passed));
            engine.answerNow(event, answers(passed));
        } else {
            engine.offer(event);
        }
        state.head = engine.close();
        passed.forEach(next -> process(entity + 1, next));
    }

    private EntityEngine engine(int entity) {
        if (random.nextInt(10) == 0) {
            engines.set(entity, plan.engine(entity, tileBytes));
        }
        return engines.get(entity);
    }

    private Answers answers(List<Event> passed) {
        return new Answers() {
            @Override
            public void answered(Event event) {
                passed.add(event);
            }

            @Override
            public void refused(Event event, Refusal refusal) {
                refused.put(event.id(), refusal);
            }
        };
    }

    /** Fires what's due, entity by entity; of the keys some that aren't due, too. */
    private void watermarkTo(long time) {
        if (time <= watermark) {
            return;
        }
        watermark = time;
        for (int entity = 0; entity < engines.size(); entity++) {
            List<Event> passed = new ArrayList<>();
            for (Map.Entry<String, State> entry : states.get(entity).entrySet()) {
                State state = entry.getValue();
                EntityEngine engine = engine(entity);
                engine.open(state.head, state);
                boolean due = Math.min(engine.nextDue(), engine.expiresAt()) <= time;
                if (due || random.nextInt(5) == 0) {
                    engine.advance(time, answers(passed));
                }
                state.head = engine.close();
            }
            passed.sort(Comparator.comparing(Event::id));
            int next = entity + 1;
            passed.forEach(event -> process(next, event));
        }
    }

    boolean holdsNothing() {
        return states.stream()
                .flatMap(keys -> keys.values().stream())
                .allMatch(state -> state.head == null && state.tiles.isEmpty());
    }
}
