package io.millrace.jobs.control;

import io.millrace.features.Refusal;
import io.millrace.jobs.deadletter.DeadLetters;
import io.millrace.jobs.deadletter.DeadLetters.Refused;
import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.kafka.TopicRecord;
import io.millrace.registry.lifecycle.Decision;
import io.millrace.registry.lifecycle.LifeCycle;
import io.millrace.schemas.avro.ModelCommand;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.avro.WindowPerformance;
import io.millrace.schemas.serde.AvroRecordDeserializer;
import io.millrace.schemas.serde.ConfluentSchemaRegistry;
import io.millrace.schemas.serde.RegistryUnavailableException;
import io.millrace.schemas.serde.SchemaRegistry;
import io.millrace.schemas.topic.TopicKind;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** Gives each record to the life cycle, and hands its decisions on. Runs once in the job. */
final class Decide extends ProcessFunction<TopicRecord, OutRecord> implements CheckpointedFunction {
    private static final long serialVersionUID = 1L;

    private final ControlSettings settings;

    private transient ListState<byte[]> state;
    private transient LifeCycle lifeCycle;
    private transient SchemaRegistry schemas;
    private transient Map<String, Function<byte[], Supplier<List<Decision>>>> readers;
    private transient DecisionRecords records;
    private transient DeadLetters deadLetters;

    Decide(ControlSettings settings) {
        this.settings = settings;
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        state =
                context.getOperatorStateStore()
                        .getListState(
                                new ListStateDescriptor<>(
                                        "life-cycle",
                                        PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        lifeCycle = new LifeCycle(settings.lifeCycle());
        for (byte[] snapshot : state.get()) {
            lifeCycle = LifeCycle.restore(settings.lifeCycle(), snapshot);
        }
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        state.update(List.of(lifeCycle.snapshot()));
    }

    @Override
    public void open(OpenContext context) {
        schemas = new ConfluentSchemaRegistry(settings.registry());
        var versions = new AvroRecordDeserializer<>(schemas, ModelVersion.class);
        var commands = new AvroRecordDeserializer<>(schemas, ModelCommand.class);
        var performance = new AvroRecordDeserializer<>(schemas, WindowPerformance.class);
        readers =
                Map.of(
                        settings.topics().name(TopicKind.MODELS),
                        value -> {
                            var record = versions.deserialize(value);
                            return () -> lifeCycle.on(record);
                        },
                        settings.topics().name(TopicKind.MODEL_COMMANDS),
                        value -> {
                            var record = commands.deserialize(value);
                            return () -> lifeCycle.on(record);
                        },
                        settings.topics().name(TopicKind.PERFORMANCE),
                        value -> {
                            var record = performance.deserialize(value);
                            return () -> lifeCycle.on(record);
                        });
        records = new DecisionRecords(settings.topics());
        deadLetters =
                new DeadLetters(
                        settings.pipeline(),
                        "control",
                        settings.topics().name(TopicKind.DEAD_LETTERS),
                        settings.topics().schemaId(TopicKind.DEAD_LETTERS));
    }

    @Override
    public void processElement(TopicRecord record, Context context, Collector<OutRecord> out) {
        Function<byte[], Supplier<List<Decision>>> reader = readers.get(record.at().topic());
        byte[] value = record.value();
        if (reader == null || value == null) {
            return;
        }
        Supplier<List<Decision>> decided;
        try {
            decided = reader.apply(value);
        } catch (RegistryUnavailableException e) {
            throw e; // the record may well be good
        } catch (RuntimeException e) {
            out.collect(refused(record, e));
            return;
        }
        // Outside of the above: a life cycle that breaks in the middle must stop the job.
        for (Decision decision : decided.get()) {
            out.collect(records.of(decision));
        }
    }

    private OutRecord refused(TopicRecord record, RuntimeException cause) {
        Refusal refusal = new Refusal("unreadable", null, String.valueOf(cause.getMessage()));
        return deadLetters.of("decide", Refused.of(record), refusal, null, null);
    }

    @Override
    public void close() {
        if (schemas != null) {
            schemas.close();
        }
    }
}
