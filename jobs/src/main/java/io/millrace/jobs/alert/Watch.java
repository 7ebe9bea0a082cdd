package io.millrace.jobs.alert;

import io.millrace.drift.policy.Alert;
import io.millrace.drift.policy.AlertRecords;
import io.millrace.drift.policy.FreshnessWatch;
import io.millrace.drift.policy.QualityWatch;
import io.millrace.jobs.deadletter.DeadLetters;
import io.millrace.jobs.deadletter.OwnRecords;
import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.kafka.TopicRecord;
import io.millrace.jobs.types.TaskMailbox;
import io.millrace.schemas.avro.DriftAlert;
import io.millrace.schemas.avro.QualityCount;
import io.millrace.schemas.serde.AvroRecordSerializer;
import io.millrace.schemas.serde.ConfluentSchemaRegistry;
import io.millrace.schemas.serde.SchemaRegistry;
import io.millrace.schemas.topic.TopicKind;

import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Makes alerts of quality counts, and of sources that have fallen silent. Runs once in the job. The
 * brokers are asked for the newest records beside the task.
 */
final class Watch extends AbstractStreamOperator<OutRecord>
        implements OneInputStreamOperator<TopicRecord, OutRecord> {
    private static final long serialVersionUID = 1L;
    private static final long LOOK_EVERY = 10_000;

    private final AlertSettings settings;
    private final Traffic.Factory brokers;
    private final transient TaskMailbox mailbox;

    private transient ListState<byte[]> state;
    private transient QualityWatch quality;
    private transient @Nullable FreshnessWatch freshness;
    private transient @Nullable Traffic traffic;
    private transient SchemaRegistry schemas;
    private transient OwnRecords<QualityCount> counts;
    private transient AvroRecordSerializer<DriftAlert> alerts;

    Watch(
            StreamOperatorParameters<OutRecord> parameters,
            AlertSettings settings,
            Traffic.Factory brokers,
            MailboxExecutor mailbox) {
        super(parameters);
        this.settings = settings;
        this.brokers = brokers;
        this.mailbox = new TaskMailbox(mailbox);
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        quality = settings.watch().quality();
        freshness = settings.watch().freshness();
        state =
                context.getOperatorStateStore()
                        .getListState(
                                new ListStateDescriptor<>(
                                        "watch",
                                        PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        for (byte[] bytes : state.get()) {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
            quality.restore(in);
            if (in.readBoolean() && freshness != null) {
                freshness.restore(in);
            }
        }
        schemas = new ConfluentSchemaRegistry(settings.registry());
        alerts =
                AvroRecordSerializer.registered(
                        settings.topics().schemaId(TopicKind.DRIFT_ALERTS), DriftAlert.class);
        DeadLetters deadLetters =
                new DeadLetters(
                        settings.pipeline(),
                        "alerts",
                        settings.topics().name(TopicKind.DEAD_LETTERS),
                        settings.topics().schemaId(TopicKind.DEAD_LETTERS));
        counts = new OwnRecords<>(schemas, QualityCount.class, deadLetters, "watch");
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        quality.write(out);
        FreshnessWatch watched = freshness;
        out.writeBoolean(watched != null);
        if (watched != null) {
            watched.write(out);
        }
        state.update(List.of(bytes.toByteArray()));
    }

    @Override
    public void open() throws Exception {
        super.open();
        if (freshness != null) {
            traffic = brokers.open();
            look(now());
        }
    }

    private long now() {
        return getProcessingTimeService().getCurrentProcessingTime();
    }

    private void look(long time) {
        Traffic asked = traffic;
        if (asked != null) {
            asked.newest(settings.watch().sourceTopics().values())
                    .whenComplete((newest, error) -> hand(newest, error));
            getProcessingTimeService().registerTimer(time + LOOK_EVERY, this::look);
        }
    }

    /** On a thread of Kafka's client: touches nothing of the operator but its mailbox. */
    private void hand(@Nullable Map<String, Long> newest, @Nullable Throwable error) {
        if (newest == null) {
            LOG.warn("the brokers don't say when sources had their last event: {}", error);
        } else {
            mailbox.hand(() -> judge(newest), "the sources' newest events are known");
        }
    }

    private void judge(Map<String, Long> newest) {
        FreshnessWatch watched = freshness;
        if (watched == null) {
            return;
        }
        settings.watch()
                .sourceTopics()
                .forEach(
                        (source, topic) -> {
                            Long time = newest.get(topic);
                            if (time != null) {
                                watched.look(source, time, now()).ifPresent(this::emit);
                            }
                        });
    }

    @Override
    public void processElement(StreamRecord<TopicRecord> element) {
        TopicRecord record = element.getValue();
        QualityCount count = counts.read(record, this::emit);
        if (count == null) {
            return;
        }
        quality.on(count).forEach(this::emit);
    }

    private void emit(Alert alert) {
        WatchSettings about = settings.watch();
        DriftAlert record = AlertRecords.of(about.pipeline(), about.model(), alert, null);
        emit(
                new OutRecord(
                        settings.topics().name(TopicKind.DRIFT_ALERTS),
                        about.model().getBytes(StandardCharsets.UTF_8),
                        alerts.serialize(record),
                        List.of()));
    }

    private void emit(OutRecord record) {
        output.collect(new StreamRecord<>(record));
    }

    @Override
    public void close() throws Exception {
        mailbox.close();
        if (traffic != null) {
            traffic.close();
        }
        if (schemas != null) {
            schemas.close();
        }
        super.close();
    }
}
