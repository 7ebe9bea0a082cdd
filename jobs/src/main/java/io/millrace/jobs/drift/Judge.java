package io.millrace.jobs.drift;

import io.millrace.drift.monitor.LabelledScore;
import io.millrace.drift.monitor.ModelMonitor;
import io.millrace.drift.monitor.WindowPart;
import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.registry.RegistryReader;
import io.millrace.schemas.serde.ConfluentSchemaRegistry;
import io.millrace.schemas.serde.SchemaRegistry;
import io.millrace.schemas.topic.TopicKind;

import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

import java.util.List;

/**
 * Gives the model's monitor what was counted and what was labelled, and its time; hands on what it
 * finds. Runs once in the job.
 */
final class Judge extends AbstractStreamOperator<OutRecord>
        implements TwoInputStreamOperator<WindowPart, LabelledScore, OutRecord> {
    private static final long serialVersionUID = 1L;

    private final DriftSettings settings;
    private final RegistryReader.Factory registry;

    private transient ListState<byte[]> state;
    private transient SchemaRegistry schemas;
    private transient KnownVersions versions;
    private transient ModelMonitor monitor;
    private transient FindingRecords records;

    Judge(DriftSettings settings, RegistryReader.Factory registry) {
        this.settings = settings;
        this.registry = registry;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        schemas = new ConfluentSchemaRegistry(settings.registry());
        versions = new KnownVersions(registry, settings.topics().name(TopicKind.MODELS), schemas);
        records = new FindingRecords(settings.topics());
        state =
                context.getOperatorStateStore()
                        .getListState(
                                new ListStateDescriptor<>(
                                        "monitor",
                                        PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        monitor = new ModelMonitor(settings.monitor(), versions);
        for (byte[] snapshot : state.get()) {
            monitor = ModelMonitor.restore(settings.monitor(), versions, snapshot);
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        state.update(List.of(monitor.snapshot()));
    }

    @Override
    public void processElement1(StreamRecord<WindowPart> element) {
        monitor.add(element.getValue());
    }

    @Override
    public void processElement2(StreamRecord<LabelledScore> element) {
        monitor.add(element.getValue());
    }

    /** Of both inputs: all parts and all labels up to it have come. */
    @Override
    public void processWatermark(Watermark watermark) throws Exception {
        for (SpecificRecord found : monitor.advance(watermark.getTimestamp())) {
            output.collect(new StreamRecord<>(records.of(found)));
        }
        super.processWatermark(watermark);
    }

    @Override
    public void close() throws Exception {
        if (versions != null) {
            versions.close();
        }
        if (schemas != null) {
            schemas.close();
        }
        super.close();
    }
}
