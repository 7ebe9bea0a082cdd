package io.millrace.jobs.serve;

import io.millrace.features.Evolution;
import io.millrace.features.FeaturePlan;
import io.millrace.features.TableRows;
import io.millrace.schemas.event.Event;

import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * The rows of change streams, keyed by row: each change goes on as what it takes back and what it
 * adds, to the entities that the row had and has. Events of other sources pass.
 */
final class ChangeRows extends EventTimeOperator {
    private static final long serialVersionUID = 1L;

    private final ServeSettings settings;

    private transient FeaturePlan plan;
    private transient PlanState planState;
    private transient TableRows rows;
    private transient ValueState<byte[]> known;

    ChangeRows(ServeSettings settings) {
        super(null);
        this.settings = settings;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        planState = new PlanState(context, settings);
        plan = planState.wanted();
        rows = plan.tableRows();
        known =
                context.getKeyedStateStore()
                        .getState(
                                new ValueStateDescriptor<>(
                                        "row",
                                        PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        Evolution evolution = planState.evolution();
        if (evolution != null) {
            forEachKey("row", () -> known.update(evolution.row(known.value()).orElseThrow()));
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        planState.snapshot(isFirstSubtask());
    }

    @Override
    public void processElement(StreamRecord<Event> element) throws Exception {
        Event event = element.getValue();
        OnTime.check(event, watermark());
        if (plan.isChangeStream(event.source())) {
            hold(event);
        } else {
            emit(event);
        }
    }

    @Override
    void answer(List<Event> due, long watermark) throws Exception {
        rows.open(known.value());
        rows.advance(watermark, due, this::emit);
        keep();
    }

    @Override
    void putByForLater(List<Event> events) throws Exception {
        rows.open(known.value());
        events.forEach(rows::offer);
        keep();
    }

    private void keep() throws Exception {
        byte[] packed = rows.close();
        if (packed == null) {
            known.clear();
            return;
        }
        known.update(packed);
        long next = Math.min(rows.nextDue(), rows.expiresAt());
        if (next != Long.MAX_VALUE) {
            registerTimer(next);
        }
    }

    /** The row of a change; other events are spread by their ids. */
    static final class Key implements KeySelector<Event, String> {
        private static final long serialVersionUID = 1L;

        private final ServeSettings settings;
        private transient @Nullable FeaturePlan plan;

        Key(ServeSettings settings) {
            this.settings = settings;
        }

        @Override
        public String getKey(Event event) {
            FeaturePlan known = plan;
            if (known == null) {
                known = FeaturePlan.fromBytes(settings.features());
                plan = known;
            }
            return known.isChangeStream(event.source())
                    ? "r" + known.rowKey(event)
                    : "e" + event.id();
        }
    }
}
