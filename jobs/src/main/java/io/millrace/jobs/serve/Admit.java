package io.millrace.jobs.serve;

import io.millrace.features.FeaturePlan;
import io.millrace.features.admission.Admission;
import io.millrace.features.admission.Verdicts;
import io.millrace.schemas.event.Coordinates;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.pipeline.Pipeline.Order;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Decides once for every event, keyed by its id, whether it's late and whether it's a duplicate.
 *
 * <p>Late means {@code t ≤ W}, with W the newest watermark seen. Flink doesn't checkpoint
 * watermarks, so W is kept in union state and restored as the maximum over all subtasks: an event
 * that was late before a restart is late after it.
 */
final class Admit extends KeyedProcessFunction<String, Event, Event>
        implements CheckpointedFunction {
    private static final long serialVersionUID = 1L;

    private final ServeSettings settings;

    private transient Admission admission;
    private transient ValueState<byte[]> known;
    private transient ListState<Long> newestWatermarks;
    private transient long newestWatermark;
    private transient Outputs outputs;

    Admit(ServeSettings settings) {
        this.settings = settings;
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        newestWatermarks =
                context.getOperatorStateStore()
                        .getUnionListState(
                                new ListStateDescriptor<>("newest-watermark", Types.LONG));
        newestWatermark = Long.MIN_VALUE;
        for (long watermark : newestWatermarks.get()) {
            newestWatermark = Math.max(newestWatermark, watermark);
        }
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        newestWatermarks.clear();
        newestWatermarks.add(newestWatermark);
    }

    @Override
    public void open(OpenContext context) {
        FeaturePlan plan = FeaturePlan.fromBytes(settings.features());
        admission = new Admission(plan.codec(), settings.duplicateHorizons());
        known =
                getRuntimeContext()
                        .getState(
                                new ValueStateDescriptor<>(
                                        "known-id",
                                        PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        outputs = new Outputs(settings);
    }

    @Override
    public void processElement(Event event, Context context, Collector<Event> out)
            throws Exception {
        long watermark = passWatermark(context);
        if (event.time() <= watermark) {
            OnTime.refuseInReplay(settings, event, watermark);
            context.output(ServeJob.ELSEWHERE, outputs.late(event, watermark));
            return;
        }
        admission.open(known.value());
        if (settings.order() == Order.ARRIVAL) {
            admission.decide(event, verdicts(out, context));
        } else {
            admission.offer(event);
        }
        keep(context);
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<Event> out)
            throws Exception {
        long watermark = passWatermark(context);
        admission.open(known.value());
        admission.advance(watermark, verdicts(out, context));
        admission.expire(watermark);
        keep(context);
    }

    private void keep(Context context) throws Exception {
        byte[] packed = admission.close();
        if (packed == null) {
            known.clear();
            return;
        }
        known.update(packed);
        long next = Math.min(admission.nextDue(), admission.freeFrom());
        context.timerService().registerEventTimeTimer(next);
    }

    private long passWatermark(Context context) {
        newestWatermark = Math.max(newestWatermark, context.timerService().currentWatermark());
        return newestWatermark;
    }

    private Verdicts verdicts(Collector<Event> out, Context context) {
        return new Verdicts() {
            @Override
            public void admitted(Event event) {
                out.collect(event);
            }

            @Override
            public void duplicate(Event event, long firstTime, Coordinates first) {
                context.output(ServeJob.ELSEWHERE, outputs.duplicate(event, firstTime, first));
            }
        };
    }
}
