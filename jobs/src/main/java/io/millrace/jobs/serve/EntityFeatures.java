package io.millrace.jobs.serve;

import io.millrace.features.Answers;
import io.millrace.features.EntityEngine;
import io.millrace.features.FeaturePlan;
import io.millrace.features.Refusal;
import io.millrace.features.Tiles;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.pipeline.Pipeline.Order;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * One entity's features: reads the key's state once, lets the {@link EntityEngine} answer, writes
 * it once. In event-time order an event waits in that state until the watermark has passed it.
 */
final class EntityFeatures extends KeyedProcessFunction<String, Event, Event> {
    private static final long serialVersionUID = 1L;

    private final ServeSettings settings;
    private final int entity;

    private transient FeaturePlan plan;
    private transient EntityEngine engine;
    private transient ValueState<byte[]> head;
    private transient MapState<Long, byte[]> tail;
    private transient Outputs outputs;
    private transient Tiles tiles;
    private transient String stage;

    EntityFeatures(ServeSettings settings, int entity) {
        this.settings = settings;
        this.entity = entity;
    }

    @Override
    public void open(OpenContext context) {
        plan = FeaturePlan.fromBytes(settings.features());
        engine = plan.engine(entity);
        head =
                getRuntimeContext()
                        .getState(
                                new ValueStateDescriptor<>(
                                        "head",
                                        PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        tail =
                getRuntimeContext()
                        .getMapState(
                                new MapStateDescriptor<>(
                                        "tail",
                                        Types.LONG,
                                        PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        tiles = new StateTiles(tail);
        outputs = new Outputs(settings);
        stage = plan.entities().get(entity) + "-features";
    }

    @Override
    public void processElement(Event event, Context context, Collector<Event> out)
            throws Exception {
        OnTime.check(event, context.timerService().currentWatermark());
        if (plan.key(entity, event) == null) {
            // It's about nobody: no state, and this entity's features stay null.
            engine.skip(event);
            out.collect(event);
            return;
        }
        engine.open(head.value(), tiles);
        Answers answers = answers(out, context);
        if (settings.order() == Order.ARRIVAL) {
            // Lets the engine drop what no window reaches any more.
            engine.advance(context.timerService().currentWatermark(), answers);
            engine.answerNow(event, answers);
        } else {
            engine.offer(event);
            context.timerService().registerEventTimeTimer(engine.nextDue());
        }
        keep(context);
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<Event> out)
            throws Exception {
        engine.open(head.value(), tiles);
        engine.advance(context.timerService().currentWatermark(), answers(out, context));
        if (engine.nextDue() != Long.MAX_VALUE) {
            context.timerService().registerEventTimeTimer(engine.nextDue());
        }
        keep(context);
    }

    /** Writes the key's state, or drops it when no window can reach it any more. */
    private void keep(Context context) throws Exception {
        byte[] packed = engine.close();
        long expiresAt = engine.expiresAt();
        if (packed == null || expiresAt <= context.timerService().currentWatermark()) {
            head.clear();
            tail.clear();
            return;
        }
        head.update(packed);
        CleanUpTimers.register(context.timerService(), expiresAt, engine.longestWindow());
    }

    private Answers answers(Collector<Event> out, Context context) {
        return new Answers() {
            @Override
            public void answered(Event event) {
                out.collect(event);
            }

            @Override
            public void refused(Event event, Refusal refusal) {
                context.output(ServeJob.ELSEWHERE, outputs.deadLetter(stage, event, refusal));
            }
        };
    }

    /** The current key's tiles in Flink's state. */
    private record StateTiles(MapState<Long, byte[]> state) implements Tiles {

        @Override
        public byte @Nullable [] get(long tileStart) {
            return guarded(() -> state.get(tileStart));
        }

        @Override
        public void put(long tileStart, byte[] tile) {
            guarded(
                    () -> {
                        state.put(tileStart, tile);
                        return null;
                    });
        }

        @Override
        public void remove(long tileStart) {
            guarded(
                    () -> {
                        state.remove(tileStart);
                        return null;
                    });
        }

        private static byte @Nullable [] guarded(StateAccess access) {
            try {
                return access.run();
            } catch (IOException e) {
                throw new UncheckedIOException("a tile could not be read or written", e);
            } catch (Exception e) {
                throw new IllegalStateException("a tile could not be read or written", e);
            }
        }

        private interface StateAccess {
            byte @Nullable [] run() throws Exception;
        }
    }
}
