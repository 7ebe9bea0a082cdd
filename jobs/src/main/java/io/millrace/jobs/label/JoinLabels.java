package io.millrace.jobs.label;

import io.millrace.features.Refusal;
import io.millrace.jobs.deadletter.DeadLetters;
import io.millrace.jobs.deadletter.DeadLetters.Refused;
import io.millrace.jobs.kafka.Completion;
import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.kafka.TopicRecord;
import io.millrace.schemas.avro.LabelOrigin;
import io.millrace.schemas.prediction.LabelledPrediction;
import io.millrace.schemas.prediction.PredictionCodec;
import io.millrace.schemas.prediction.ScoredEvent;
import io.millrace.schemas.prediction.TrainingExampleCodec;
import io.millrace.schemas.serde.ConfluentSchemaRegistry;
import io.millrace.schemas.serde.RegistryUnavailableException;
import io.millrace.schemas.serde.SchemaRegistry;
import io.millrace.schemas.serde.WireFormat;
import io.millrace.schemas.topic.TopicKind;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One event's {@link LabelJoin} in keyed state, moved by the predictions' time. */
final class JoinLabels extends KeyedCoProcessFunction<String, TopicRecord, Label, OutRecord>
        implements CheckpointedFunction, CheckpointListener {
    private static final long serialVersionUID = 1L;
    private static final String STAGE = "join-labels";

    private final LabelSettings settings;

    private transient ValueState<byte[]> state;
    private transient SchemaRegistry schemas;
    private transient PredictionCodec predictions;
    private transient TrainingExampleCodec examples;
    private transient byte[] header;
    private transient DeadLetters deadLetters;
    private transient Completion completion;

    JoinLabels(LabelSettings settings) {
        this.settings = settings;
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        completion = new Completion(context.getOperatorStateStore());
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        completion.snapshot(context.getCheckpointId());
    }

    @Override
    public void notifyCheckpointComplete(long checkpoint) {
        completion.completed(checkpoint);
    }

    @Override
    public void open(OpenContext context) {
        state =
                getRuntimeContext()
                        .getState(
                                new ValueStateDescriptor<>(
                                        "join",
                                        PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        schemas = new ConfluentSchemaRegistry(settings.registry());
        predictions = new PredictionCodec(settings.features());
        examples = new TrainingExampleCodec(settings.features());
        header =
                WireFormat.frame(
                        settings.topics().schemaId(TopicKind.TRAINING_EXAMPLES), new byte[0]);
        deadLetters =
                new DeadLetters(
                        settings.pipeline(),
                        "label",
                        settings.topics().name(TopicKind.DEAD_LETTERS),
                        settings.topics().schemaId(TopicKind.DEAD_LETTERS));
    }

    @Override
    public void processElement1(TopicRecord record, Context context, Collector<OutRecord> out)
            throws Exception {
        byte[] value = record.value();
        String problem = problem(record);
        if (problem != null || value == null) {
            Refusal refusal = new Refusal("unreadable", null, "no prediction: " + problem);
            context.output(
                    LabelJob.DEAD_LETTERS,
                    deadLetters.of(STAGE, Refused.of(record), refusal, null, null));
            return;
        }
        examplesAreOutTo(context.timerService().currentWatermark());
        LabelJoin join = LabelJoin.of(state.value(), settings);
        join.predicted(value, record.time());
        keep(join, context);
    }

    /** It's read whole at once: when its label comes nobody knows any more where it was. */
    private @Nullable String problem(TopicRecord record) {
        byte[] value = record.value();
        if (record.time() == TopicRecord.NO_TIME || value == null) {
            return "it doesn't begin with an event's id and time";
        }
        try {
            decoded(value);
            return null;
        } catch (RegistryUnavailableException e) {
            throw e; // the record may well be good
        } catch (IOException | RuntimeException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Override
    public void processElement2(Label label, Context context, Collector<OutRecord> out)
            throws Exception {
        examplesAreOutTo(context.timerService().currentWatermark());
        LabelJoin join = LabelJoin.of(state.value(), settings);
        join.labelled(label);
        keep(join, context);
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<OutRecord> out)
            throws Exception {
        // Timers come in the order of their time: all that was due before this one is handed on.
        examplesAreOutTo(timestamp - 1);
        LabelJoin join = LabelJoin.of(state.value(), settings);
        join.advance(timestamp, answers(out, context));
        keep(join, context);
    }

    /**
     * A label's example is due when time is past the label by its allowed disorder.
     *
     * @param time up to which all timers have come
     */
    private void examplesAreOutTo(long time) {
        long disorder = settings.labels().outOfOrderness();
        if (time >= Long.MIN_VALUE + disorder) {
            completion.handedOn(time - disorder);
        }
    }

    private void keep(LabelJoin join, Context context) throws Exception {
        if (join.isOver()) {
            state.clear();
            return;
        }
        state.update(join.packed());
        context.timerService().registerEventTimeTimer(join.nextDue());
    }

    private LabelJoin.Answers answers(Collector<OutRecord> out, Context context) {
        return new LabelJoin.Answers() {
            @Override
            public void labelled(
                    byte[] prediction,
                    double label,
                    LabelOrigin origin,
                    long labelledAt,
                    int revision,
                    @Nullable Double previous) {
                ScoredEvent served = served(prediction);
                out.collect(
                        example(
                                new LabelledPrediction(
                                        label, origin, labelledAt, revision, previous, served)));
            }

            @Override
            public void refused(Label label, Refusal refusal) {
                context.output(
                        LabelJob.DEAD_LETTERS,
                        deadLetters.of(
                                STAGE,
                                label.record(),
                                refusal,
                                label.eventId(),
                                label.labelledAt()));
            }
        };
    }

    private ScoredEvent served(byte[] prediction) {
        try {
            return decoded(prediction);
        } catch (IOException e) {
            throw new UncheckedIOException("a prediction that was taken can't be read", e);
        }
    }

    private ScoredEvent decoded(byte[] prediction) throws IOException {
        return predictions.decode(
                prediction, WireFormat.HEADER, schemas.byId(WireFormat.schemaId(prediction)));
    }

    private OutRecord example(LabelledPrediction example) {
        return new OutRecord(
                settings.topics().name(TopicKind.TRAINING_EXAMPLES),
                example.prediction().eventId().getBytes(StandardCharsets.UTF_8),
                examples.encode(header, example),
                List.of(completion.header()));
    }

    @Override
    public void close() {
        if (schemas != null) {
            schemas.close();
        }
    }
}
