package io.millrace.features;

import io.millrace.schemas.event.Event;
import io.millrace.schemas.pipeline.Pipeline.Order;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Does what the job's operators do: a chain of engines, keyed state, timers. Every key is packed
 * and unpacked around every single element, or stays attached until another one's turn.
 */
final class Runner {

    /** A key's state, as in the job. */
    static final class State implements Tiles {
        byte @Nullable [] head;
        final Map<Long, byte[]> tiles = new TreeMap<>();

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

    final Map<String, Event> answered = new HashMap<>();
    final Map<String, Refusal> refused = new HashMap<>();
    final List<Event> admitted = new ArrayList<>();
    private final FeaturePlan plan;
    private final int tileBytes;
    private final Random random;
    private final List<EntityEngine> engines = new ArrayList<>();
    private final List<Map<String, State>> states = new ArrayList<>();
    private final List<@Nullable State> attached = new ArrayList<>();
    private final int restartOneIn;
    private final boolean staysAttached;
    private final Map<String, byte[]> rows = new TreeMap<>();
    private TableRows tableRows;
    private long watermark = Long.MIN_VALUE;

    Runner(FeaturePlan plan, int tileBytes, Random random) {
        this(plan, tileBytes, random, 10, false);
    }

    /**
     * @param restartOneIn how often there's a new engine, which knows nothing but the state: 1 for
     *     every element
     * @param staysAttached whether a key is packed only when another one comes
     */
    Runner(
            FeaturePlan plan,
            int tileBytes,
            Random random,
            int restartOneIn,
            boolean staysAttached) {
        this.restartOneIn = restartOneIn;
        this.staysAttached = staysAttached;
        this.plan = plan;
        this.tileBytes = tileBytes;
        this.random = random;
        tableRows = plan.tableRows();
        for (int entity = 0; entity < plan.entities().size(); entity++) {
            engines.add(plan.engine(entity, tileBytes));
            states.add(new TreeMap<>());
            attached.add(null);
        }
    }

    /** Goes on from another one's state, as from a savepoint. */
    Runner(Evolution evolution, Runner before, int tileBytes, Random random) {
        this(evolution.plan(), tileBytes, random);
        watermark = before.watermark;
        before.rows.forEach((row, packed) -> keep(row, evolution.row(packed).orElseThrow()));
        for (int entity = 0; entity < plan.entities().size(); entity++) {
            int former = before.plan.entities().indexOf(plan.entities().get(entity));
            if (former >= 0) {
                Evolution.Keys keys = evolution.keys(entity);
                for (Map.Entry<String, State> key : before.states.get(former).entrySet()) {
                    State state = key.getValue();
                    if (state.head != null) {
                        state.head = keys.takeOver(state.head, state);
                        states.get(entity).put(key.getKey(), state);
                    }
                }
            }
        }
    }

    long watermark() {
        return watermark;
    }

    FeaturePlan plan() {
        return plan;
    }

    /** Gives events in their order of arrival; the watermark follows, at most by the disorder. */
    void run(List<Event> arrivals, long disorder) {
        take(arrivals, disorder);
        watermarkTo(Long.MAX_VALUE - 1);
    }

    /** The same, and it isn't the end. */
    void take(List<Event> arrivals, long disorder) {
        long newest = Long.MIN_VALUE;
        for (Event event : arrivals) {
            newest = Math.max(newest, event.time());
            if (plan.isChangeStream(event.source())) {
                change(event);
            } else {
                process(0, event);
            }
            if (random.nextInt(3) == 0) {
                long lag = disorder + 1 + (random.nextInt(3) == 0 ? random.nextInt(1000) : 0);
                watermarkTo(newest - lag);
            }
        }
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
        EntityEngine engine = attach(entity, state);
        List<Event> passed = new ArrayList<>();
        if (plan.order() == Order.ARRIVAL) {
            engine.advance(watermark, answers(passed));
            engine.answerNow(event, answers(passed));
        } else {
            engine.offer(event);
        }
        release(entity);
        passed.forEach(next -> process(entity + 1, next));
    }

    private EntityEngine attach(int entity, State state) {
        if (attached.get(entity) != state) {
            detach(entity);
            engine(entity).open(state.head, state);
            attached.set(entity, state);
        }
        return engines.get(entity);
    }

    private void release(int entity) {
        if (!staysAttached) {
            detach(entity);
        }
    }

    private void detach(int entity) {
        State state = attached.get(entity);
        if (state != null) {
            state.head = engines.get(entity).close();
            attached.set(entity, null);
        }
    }

    private void change(Event event) {
        TableRows table = tableRows();
        String row = plan.rowKey(event);
        table.open(rows.get(row));
        table.offer(event);
        keep(row, table.close());
    }

    private void keep(String row, byte @Nullable [] packed) {
        if (packed == null) {
            rows.remove(row);
        } else {
            rows.put(row, packed);
        }
    }

    private TableRows tableRows() {
        if (random.nextInt(10) == 0) {
            tableRows = plan.tableRows();
        }
        return tableRows;
    }

    private void changeUpTo(long time) {
        List<Event> meanings = new ArrayList<>();
        for (String row : List.copyOf(rows.keySet())) {
            TableRows table = tableRows();
            table.open(rows.get(row));
            boolean due = Math.min(table.nextDue(), table.expiresAt()) <= time;
            if (due || random.nextInt(5) == 0) {
                table.advance(time, List.of(), meanings::add);
            }
            keep(row, table.close());
        }
        Collections.shuffle(meanings, random);
        meanings.forEach(event -> process(0, event));
    }

    private EntityEngine engine(int entity) {
        if (attached.get(entity) == null && random.nextInt(restartOneIn) == 0) {
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
        changeUpTo(time);
        for (int entity = 0; entity < engines.size(); entity++) {
            List<Event> passed = new ArrayList<>();
            for (Map.Entry<String, State> entry : states.get(entity).entrySet()) {
                State state = entry.getValue();
                EntityEngine engine = attach(entity, state);
                boolean due = Math.min(engine.nextDue(), engine.expiresAt()) <= time;
                if (due || random.nextInt(5) == 0) {
                    engine.advance(time, answers(passed));
                }
                release(entity);
            }
            detach(entity);
            passed.sort(Comparator.comparing(Event::id));
            int next = entity + 1;
            passed.forEach(event -> process(next, event));
        }
    }

    boolean holdsNothing() {
        return rows.isEmpty()
                && states.stream()
                        .flatMap(keys -> keys.values().stream())
                        .allMatch(state -> state.head == null && state.tiles.isEmpty());
    }
}
