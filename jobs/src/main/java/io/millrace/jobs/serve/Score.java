package io.millrace.jobs.serve;

import io.millrace.features.Evolution;
import io.millrace.features.FeaturePlan;
import io.millrace.jobs.kafka.Completion;
import io.millrace.jobs.kafka.OutRecord;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.EventCodec;
import io.millrace.schemas.pipeline.Pipeline.Order;

import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;

/**
 * Scores every event with the version that is in force at its event time.
 *
 * <p>The second input is the resolver's. In event-time order an event waits until that input's
 * watermark has passed its time: then every deployment that holds for it is known, in every
 * subtask. In arrival order it waits only until the registry has been read to its end. Waiting
 * events are in the checkpoint; models and deployments aren't, since the resolver tells them again
 * after a restart.
 */
final class Score extends AbstractStreamOperator<OutRecord>
        implements TwoInputStreamOperator<Event, RegistryUpdate, OutRecord> {
    private static final long serialVersionUID = 1L;

    private final ServeSettings settings;

    private transient EventCodec codec;
    private transient PlanState planState;
    private transient ModelsInForce models;
    private transient Predictions predictions;
    private transient ArrayDeque<Event> waiting;
    private transient ListState<byte[]> waitingState;
    private transient boolean registryRead;
    private transient long deploymentsKnownTo;
    private transient Completion completion;

    Score(ServeSettings settings) {
        this.settings = settings;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        planState = new PlanState(context, settings);
        FeaturePlan plan = planState.wanted();
        Evolution evolution = planState.evolution();
        codec = evolution == null ? plan.codec() : evolution.codec();
        models = new ModelsInForce(plan);
        predictions = new Predictions(settings, plan);
        waiting = new ArrayDeque<>();
        deploymentsKnownTo = Long.MIN_VALUE;
        completion = new Completion(context.getOperatorStateStore());
        waitingState =
                context.getOperatorStateStore()
                        .getListState(
                                new ListStateDescriptor<>(
                                        "waiting",
                                        PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        for (byte[] event : waitingState.get()) {
            waiting.add(codec.read(new DataInputStream(new ByteArrayInputStream(event))));
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        waitingState.clear();
        for (Event event : waiting) {
            waitingState.add(packed(event));
        }
        completion.snapshot(context.getCheckpointId());
        planState.snapshot(getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0);
    }

    @Override
    public void notifyCheckpointComplete(long checkpoint) throws Exception {
        super.notifyCheckpointComplete(checkpoint);
        completion.completed(checkpoint);
    }

    private byte[] packed(Event event) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        codec.write(event, new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    @Override
    public void processElement1(StreamRecord<Event> element) {
        Event event = element.getValue();
        if (isDecided(event)) {
            score(event);
        } else {
            waiting.add(event);
        }
    }

    @Override
    public void processElement2(StreamRecord<RegistryUpdate> element) throws Exception {
        RegistryUpdate update = element.getValue();
        models.take(update);
        if (update.kind() == RegistryUpdate.Kind.LOADED) {
            registryRead = true;
            scoreDecided();
        }
    }

    @Override
    public void processWatermark2(Watermark watermark) throws Exception {
        deploymentsKnownTo = watermark.getTimestamp();
        scoreDecided();
        super.processWatermark2(watermark);
    }

    /** Of both inputs: every event up to it has been scored. */
    @Override
    public void processWatermark(Watermark watermark) throws Exception {
        super.processWatermark(watermark);
        completion.handedOn(watermark.getTimestamp());
    }

    private boolean isDecided(Event event) {
        return registryRead
                && (settings.order() == Order.ARRIVAL || event.time() <= deploymentsKnownTo);
    }

    private void scoreDecided() {
        for (int left = waiting.size(); left > 0; left--) {
            Event event = waiting.remove();
            if (isDecided(event)) {
                score(event);
            } else {
                waiting.add(event);
            }
        }
    }

    private void score(Event event) {
        for (OutRecord prediction : predictions.of(event, models, completion.header())) {
            output.collect(new StreamRecord<>(prediction));
        }
    }
}
