package io.millrace.jobs.alert;

import io.millrace.drift.notify.AlertCommands;
import io.millrace.drift.notify.AlertRecord;
import io.millrace.drift.notify.Message;
import io.millrace.drift.notify.Outbox;
import io.millrace.features.Refusal;
import io.millrace.jobs.deadletter.DeadLetters;
import io.millrace.jobs.deadletter.DeadLetters.Refused;
import io.millrace.jobs.deadletter.OwnRecords;
import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.kafka.TopicRecord;
import io.millrace.jobs.registry.RegistryReader;
import io.millrace.jobs.registry.RegistryRecord;
import io.millrace.jobs.types.TaskMailbox;
import io.millrace.schemas.avro.AlertCommand;
import io.millrace.schemas.avro.DriftAlert;
import io.millrace.schemas.event.Coordinates;
import io.millrace.schemas.serde.AvroRecordDeserializer;
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

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells webhooks of alerts. What's still to be told is in state, so a message goes out at least
 * once, whatever fails; HTTP runs beside the task, so neither checkpoints nor other webhooks wait
 * for an answer. Runs once in the job.
 *
 * <p>What people have said is read anew from its topic at each start: it needs no state.
 */
final class Tell extends AbstractStreamOperator<OutRecord>
        implements OneInputStreamOperator<TopicRecord, OutRecord> {
    private static final long serialVersionUID = 1L;
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(1);
    private static final Duration BOUNDED_PATIENCE = Duration.ofSeconds(30);
    private static final long TICK = 500;

    private final AlertSettings settings;
    private final RegistryReader.Factory registry;
    private final Variables variables;
    private final transient TaskMailbox mailbox;

    private transient ListState<byte[]> state;
    private transient Map<String, Desk> desks;
    private transient AlertCommands commands;
    private transient SchemaRegistry schemas;
    private transient OwnRecords<DriftAlert> alerts;
    private transient AvroRecordDeserializer<AlertCommand> commandReader;
    private transient AvroRecordSerializer<DriftAlert> alertWriter;
    private transient DeadLetters deadLetters;
    private transient RegistryReader commandLog;

    Tell(
            StreamOperatorParameters<OutRecord> parameters,
            AlertSettings settings,
            RegistryReader.Factory registry,
            Variables variables,
            MailboxExecutor mailbox) {
        super(parameters);
        this.settings = settings;
        this.registry = registry;
        this.variables = variables;
        this.mailbox = new TaskMailbox(mailbox);
    }

    /** One webhook and what it's still to be told. */
    private static final class Desk {
        private final WebhookSettings settings;
        private final Webhook webhook;
        private Outbox outbox;
        private boolean waits;

        Desk(WebhookSettings settings, Webhook webhook) {
            this.settings = settings;
            this.webhook = webhook;
            this.outbox = new Outbox(settings.terms());
        }
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        HttpClient client =
                HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
        desks = new LinkedHashMap<>();
        for (WebhookSettings webhook : settings.webhooks()) {
            desks.put(webhook.name(), new Desk(webhook, new Webhook(webhook, variables, client)));
        }
        state =
                context.getOperatorStateStore()
                        .getListState(
                                new ListStateDescriptor<>(
                                        "outboxes",
                                        PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        for (byte[] bytes : state.get()) {
            restore(bytes);
        }
        commands = new AlertCommands();
        commandLog = registry.open(List.of(settings.topics().name(TopicKind.ALERT_COMMANDS)));
        schemas = new ConfluentSchemaRegistry(settings.registry());
        commandReader = new AvroRecordDeserializer<>(schemas, AlertCommand.class);
        alertWriter =
                AvroRecordSerializer.registered(
                        settings.topics().schemaId(TopicKind.DRIFT_ALERTS), DriftAlert.class);
        deadLetters =
                new DeadLetters(
                        settings.pipeline(),
                        "alerts",
                        settings.topics().name(TopicKind.DEAD_LETTERS),
                        settings.topics().schemaId(TopicKind.DEAD_LETTERS));
        alerts = new OwnRecords<>(schemas, DriftAlert.class, deadLetters, "tell");
    }

    /** A webhook that isn't in the file any more is told nothing. */
    private void restore(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        Desk desk = desks.get(in.readUTF());
        if (desk != null) {
            desk.outbox = Outbox.read(desk.settings.terms(), in);
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        List<byte[]> all = new ArrayList<>();
        for (Desk desk : desks.values()) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeUTF(desk.settings.name());
            desk.outbox.write(out);
            all.add(bytes.toByteArray());
        }
        state.update(all);
    }

    @Override
    public void open() throws Exception {
        super.open();
        for (Desk desk : desks.values()) {
            getMetricGroup()
                    .addGroup("webhook", desk.settings.name())
                    .gauge("waiting", () -> desk.outbox.size());
        }
        hear(commandLog.readToEnd(READ_TIMEOUT));
        tick(now());
    }

    private void hear(List<RegistryRecord> records) {
        for (RegistryRecord record : records) {
            try {
                commands.on(commandReader.deserialize(record.value()));
            } catch (AvroRecordDeserializer.UnreadableException e) {
                LOG.warn("the command at offset {} can't be read: {}", record.offset(), e);
            }
        }
    }

    private long now() {
        return getProcessingTimeService().getCurrentProcessingTime();
    }

    private void tick(long time) {
        hear(commandLog.poll(POLL));
        desks.values().forEach(this::sendNext);
        getProcessingTimeService().registerTimer(time + TICK, this::tick);
    }

    @Override
    public void processElement(StreamRecord<TopicRecord> element) {
        TopicRecord record = element.getValue();
        DriftAlert alert = alerts.read(record, this::emit);
        if (alert == null) {
            return;
        }
        Coordinates at = record.at();
        AlertRecord read = new AlertRecord(alert, at.partition(), at.offset(), at.timestamp());
        for (Desk desk : desks.values()) {
            desk.outbox
                    .add(read, now())
                    .ifPresent(gone -> giveUp(desk, gone, "too many messages wait"));
            sendNext(desk);
        }
    }

    private void sendNext(Desk desk) {
        if (!desk.waits) {
            desk.outbox.due(commands, now()).ifPresent(message -> send(desk, message));
        }
    }

    private void send(Desk desk, Message message) {
        desk.waits = true;
        DriftAlert alert = message.record().alert();
        AlertCommand acknowledged = commands.acknowledgement(alert.getAlertId()).orElse(null);
        String json = Payload.of(desk.settings, message, acknowledged, now());
        String key = alert.getAlertId() + "-" + message.kind() + "-" + message.since();
        desk.webhook
                .send(json, key)
                .thenAccept(
                        answer ->
                                mailbox.hand(
                                        () -> answered(desk, message, answer),
                                        "a webhook has answered"));
    }

    private void answered(Desk desk, Message message, Answer answer) {
        desk.waits = false;
        if (answer.outcome() == Answer.Outcome.DELIVERED) {
            desk.outbox.delivered(now());
        } else {
            LOG.warn(
                    "webhook {}: {} (attempt {} for alert {}, {} wait)",
                    desk.settings.name(),
                    answer.what(),
                    message.attempts() + 1,
                    message.record().alert().getAlertId(),
                    desk.outbox.size());
            boolean forGood = answer.outcome() == Answer.Outcome.REFUSED;
            desk.outbox
                    .failed(forGood, answer.wish(), now())
                    .ifPresent(gone -> giveUp(desk, gone, answer.what()));
        }
        sendNext(desk);
    }

    /** A repeat that's lost is nothing: the next one says the same. */
    private void giveUp(Desk desk, Message message, String why) {
        if (message.kind() == Message.Kind.REPEATED) {
            return;
        }
        AlertRecord record = message.record();
        String topic = settings.topics().name(TopicKind.DRIFT_ALERTS);
        Refused refused =
                new Refused(
                        new Coordinates(
                                topic, record.partition(), record.offset(), record.writtenAt()),
                        record.alert().getModel().getBytes(StandardCharsets.UTF_8),
                        alertWriter.serialize(record.alert()),
                        List.of());
        String reason =
                "webhook %s wasn't told after %d attempts: %s"
                        .formatted(desk.settings.name(), message.attempts(), why);
        emit(deadLetters.of("tell", refused, new Refusal("webhook", null, reason), null, null));
    }

    private void emit(OutRecord record) {
        output.collect(new StreamRecord<>(record));
    }

    /** A bounded run ends when everything is told, or after a while. */
    @Override
    public void finish() throws Exception {
        long deadline = System.nanoTime() + BOUNDED_PATIENCE.toNanos();
        while (desks.values().stream().anyMatch(desk -> desk.waits)
                && System.nanoTime() < deadline) {
            mailbox.takeOne();
        }
        super.finish();
    }

    @Override
    public void close() throws Exception {
        mailbox.close();
        if (commandLog != null) {
            commandLog.close();
        }
        if (schemas != null) {
            schemas.close();
        }
        super.close();
    }
}
