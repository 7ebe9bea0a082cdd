package io.millrace.jobs.serve;

import io.millrace.features.Answers;
import io.millrace.features.EntityEngine;
import io.millrace.features.Evolution;
import io.millrace.features.FeaturePlan;
import io.millrace.features.Refusal;
import io.millrace.features.Tiles;
import io.millrace.features.function.FunctionGuards;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.pipeline.Pipeline.Order;

import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * One entity's features: reads the key's state once, lets the {@link EntityEngine} answer, writes
 * it once. In event-time order an event waits until the watermark has passed it.
 */
final class EntityFeatures extends EventTimeOperator implements Answers {
    private static final long serialVersionUID = 1L;

    private final ServeSettings settings;
    private final int entity;

    private transient FeaturePlan plan;
    private transient PlanState planState;
    private transient LargestKey largestKey;
    private transient EntityEngine engine;
    private transient ValueState<byte[]> head;
    private transient HeadCache cache;
    private transient HeadSizes sizes;
    private transient MapState<Long, byte[]> tail;
    private transient Outputs outputs;
    private transient Tiles tiles;
    private transient String stage;

    /** When the timer fires that drops the current key's state, as far as that's known. */
    private transient long cleanUp;

    EntityFeatures(ServeSettings settings, int entity) {
        this(settings, entity, null);
    }

    EntityFeatures(ServeSettings settings, int entity, @Nullable HeapLimits limits) {
        super(limits);
        this.settings = settings;
        this.entity = entity;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        planState = new PlanState(context, settings);
        plan = planState.plan();
        FunctionGuards guards = new FunctionGuards();
        engine = guards.of(() -> plan.engine(entity));
        BreakerMetrics.register(guards, getMetricGroup());
        largestKey = new LargestKey(getMetricGroup());
        head =
                context.getKeyedStateStore()
                        .getState(
                                new ValueStateDescriptor<>(
                                        "head",
                                        PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        cache = new HeadCache(limits().cached());
        sizes = HeadSizes.registered(getMetricGroup());
        tail =
                context.getKeyedStateStore()
                        .getMapState(
                                new MapStateDescriptor<>(
                                        "tail",
                                        Types.LONG,
                                        PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        tiles = new StateTiles(tail);
        outputs = new Outputs(settings);
        stage = plan.entities().get(entity) + "-features";
        Evolution evolution = planState.evolution();
        if (evolution != null) {
            takeOver(evolution);
        }
    }

    private void takeOver(Evolution evolution) throws Exception {
        Evolution.Keys keys = evolution.keys(entity);
        forEachKey("head", () -> head.update(keys.takeOver(head.value(), tiles)));
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        planState.snapshot(isFirstSubtask());
        largestKey.checkpoint();
    }

    @Override
    public void processElement(StreamRecord<Event> element) throws Exception {
        Event event = element.getValue();
        OnTime.check(event, watermark());
        if (plan.key(entity, event) == null) {
            // It's about nobody: no state, and this entity's features stay null.
            engine.skip(event);
            emit(event);
        } else if (settings.order() == Order.ARRIVAL) {
            attach();
            // Lets the engine drop what no window reaches any more.
            engine.advance(watermark(), this);
            engine.answerNow(event, this);
            keep(watermark());
        } else {
            hold(event);
        }
    }

    @Override
    void answer(List<Event> due, long watermark) throws Exception {
        attach();
        engine.advance(watermark, due, this);
        if (engine.nextDue() != Long.MAX_VALUE) {
            registerTimer(engine.nextDue());
        }
        keep(watermark);
    }

    @Override
    void putByForLater(List<Event> events) throws Exception {
        attach();
        events.forEach(engine::offer);
        registerTimer(engine.nextDue());
        keep(watermark());
    }

    private void attach() throws Exception {
        byte[] cached = cache.get(key());
        byte[] packed = cached == null ? head.value() : cached;
        engine.open(packed, tiles);
        cleanUp = packed == null ? Long.MIN_VALUE : cleanUpTime();
    }

    private long cleanUpTime() {
        return CleanUpTimes.of(engine.expiresAt(), engine.longestWindow());
    }

    /** Writes the key's state, or drops it when no window can reach it any more. */
    private void keep(long watermark) throws Exception {
        byte[] packed = engine.close();
        if (packed == null || engine.expiresAt() <= watermark) {
            cache.remove(key());
            head.clear();
            tail.clear();
            return;
        }
        largestKey.written(packed.length + engine.tileBytes());
        sizes.written(packed.length);
        cache.put(key(), packed);
        if (cache.isFull()) {
            makeRoom();
        }
        long time = cleanUpTime();
        // What was kept before has its timer, unless that has fired.
        if (time != Long.MAX_VALUE && (time != cleanUp || time <= watermark)) {
            registerTimer(time);
        }
    }

    private void makeRoom() throws Exception {
        String current = key();
        cache.trim(this::write);
        setCurrentKey(current);
    }

    private void write(String key, byte[] packed) throws Exception {
        setCurrentKey(key);
        head.update(packed);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        super.prepareSnapshotPreBarrier(checkpointId);
        cache.flush(this::write);
    }

    @Override
    public void answered(Event event) {
        emit(event);
    }

    @Override
    public void refused(Event event, Refusal refusal) {
        output.collect(
                ServeJob.ELSEWHERE,
                new StreamRecord<>(outputs.deadLetter(stage, event, refusal), event.time()));
    }
}
