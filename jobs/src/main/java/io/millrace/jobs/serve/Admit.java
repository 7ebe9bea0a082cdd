package io.millrace.jobs.serve;

import io.millrace.features.Evolution;
import io.millrace.features.admission.Admission;
import io.millrace.features.admission.Verdicts;
import io.millrace.jobs.kafka.OutRecord;
import io.millrace.schemas.event.Coordinates;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.pipeline.Pipeline.Order;

import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;

/**
 * Decides once for every event, keyed by its id, whether it's late and whether it's a duplicate.
 *
 * <p>Late means {@code t ≤ W}, with W the newest watermark seen. Flink doesn't checkpoint
 * watermarks, so W is kept in union state and restored as the maximum over all subtasks: an event
 * that was late before a restart is late after it.
 *
 * <p>The next stages aren't told that inputs are idle. When all sources were idle and wake up, the
 * subtasks hear of it one after the other. If one that still sleeps weren't waited for, the next
 * stage's watermark could pass events that the sleeper is about to let through. As it is, an idle
 * subtask holds the next stage at the watermark that it has told.
 */
final class Admit extends EventTimeOperator implements Verdicts {
    private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger(Admit.class);
    private static final String STARTS_ANEW =
            "The feature {} isn't defined as in the state that the job starts from: it starts anew,"
                    + " from the events that come now.";

    private final ServeSettings settings;
    private final long[] horizons;

    private transient Admission admission;
    private transient ValueState<byte[]> known;
    private transient ListState<Long> newestWatermarks;
    private transient long newestWatermark;
    private transient Outputs outputs;
    private transient PlanState planState;

    Admit(ServeSettings settings) {
        this(settings, null);
    }

    Admit(ServeSettings settings, @Nullable HeapLimits limits) {
        super(limits);
        this.settings = settings;
        this.horizons = settings.duplicateHorizons();
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        newestWatermarks =
                context.getOperatorStateStore()
                        .getUnionListState(
                                new ListStateDescriptor<>("newest-watermark", Types.LONG));
        newestWatermark = Long.MIN_VALUE;
        for (long watermark : newestWatermarks.get()) {
            newestWatermark = Math.max(newestWatermark, watermark);
        }
        planState = new PlanState(context, settings);
        admission = new Admission(planState.wanted().codec(), horizons);
        known =
                context.getKeyedStateStore()
                        .getState(
                                new ValueStateDescriptor<>(
                                        "known-id",
                                        PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        outputs = new Outputs(settings);
        Evolution evolution = planState.evolution();
        if (evolution != null) {
            if (isFirstSubtask()) {
                evolution.startingAnew().forEach(feature -> LOG.warn(STARTS_ANEW, feature));
            }
            takeOver(evolution);
        }
    }

    private void takeOver(Evolution evolution) throws Exception {
        forEachKey(
                "known-id",
                () -> known.update(evolution.id(known.value(), horizons).orElseThrow()));
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        newestWatermarks.clear();
        newestWatermarks.add(newestWatermark);
        planState.snapshot(isFirstSubtask());
    }

    @Override
    public void processElement(StreamRecord<Event> element) throws Exception {
        Event event = element.getValue();
        if (event.time() <= newestWatermark) {
            OnTime.refuseInReplay(settings, event, newestWatermark);
            sendElsewhere(event, outputs.late(event, newestWatermark));
        } else if (horizons[event.source()] < 0) {
            // Nobody looks for duplicates: there's nothing to wait for, and nothing to know.
            emit(event);
        } else if (settings.order() == Order.ARRIVAL) {
            admission.open(known.value());
            admission.decide(event, this);
            keep();
        } else {
            hold(event);
        }
    }

    @Override
    void answer(List<Event> due, long watermark) throws Exception {
        admission.open(known.value());
        due.forEach(admission::offer);
        admission.advance(watermark, this);
        admission.expire(watermark);
        keep();
    }

    @Override
    void putByForLater(List<Event> events) throws Exception {
        admission.open(known.value());
        events.forEach(admission::offer);
        keep();
    }

    private void keep() throws Exception {
        byte[] packed = admission.close();
        if (packed == null) {
            known.clear();
            return;
        }
        known.update(packed);
        registerTimer(Math.min(admission.nextDue(), admission.freeFrom()));
    }

    /** Whatever the next stages answer by, is known after a restart. */
    @Override
    public void processWatermark(Watermark mark) throws Exception {
        newestWatermark = Math.max(newestWatermark, mark.getTimestamp());
        super.processWatermark(mark);
    }

    @Override
    public void admitted(Event event) {
        emit(event);
    }

    @Override
    public void duplicate(Event event, long firstTime, Coordinates first) {
        sendElsewhere(event, outputs.duplicate(event, firstTime, first));
    }

    private void sendElsewhere(Event event, OutRecord record) {
        output.collect(ServeJob.ELSEWHERE, new StreamRecord<>(record, event.time()));
    }

    @Override
    public void processWatermarkStatus(WatermarkStatus status) {
        // Not told.
    }
}
