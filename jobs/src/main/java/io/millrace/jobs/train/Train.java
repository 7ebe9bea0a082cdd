package io.millrace.jobs.train;

import io.millrace.jobs.deadletter.DeadLetters;
import io.millrace.jobs.deadletter.OwnRecords;
import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.kafka.TopicRecord;
import io.millrace.jobs.registry.RegistryReader;
import io.millrace.jobs.types.TaskMailbox;
import io.millrace.schemas.avro.RetrainTrigger;
import io.millrace.schemas.serde.ConfluentSchemaRegistry;
import io.millrace.schemas.serde.PlainAvro;
import io.millrace.schemas.serde.SchemaRegistry;
import io.millrace.schemas.topic.TopicKind;

import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Trains on a thread of its own, so that checkpoints go on meanwhile; one trigger after the other.
 * A trigger stays in state until its result is out: after a failure it's trained again, to the same
 * bytes. Runs once in the job.
 */
final class Train extends AbstractStreamOperator<OutRecord>
        implements OneInputStreamOperator<TopicRecord, OutRecord> {
    private static final long serialVersionUID = 1L;
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    /** Repeated triggers are known among this many newest ones. */
    private static final int REMEMBERED = 1_000;

    private final TrainSettings settings;
    private final ExampleSource.Factory examples;
    private final RegistryReader.Factory registry;
    private final transient TaskMailbox mailbox;

    private transient ListState<byte[]> waitingState;
    private transient ListState<String> doneState;
    private transient ArrayDeque<RetrainTrigger> waiting;
    private transient Set<String> known;
    private transient SchemaRegistry schemas;
    private transient OwnRecords<RetrainTrigger> triggers;
    private transient TrainingRun run;
    private transient @Nullable Thread trainer;

    Train(
            StreamOperatorParameters<OutRecord> parameters,
            TrainSettings settings,
            ExampleSource.Factory examples,
            RegistryReader.Factory registry,
            MailboxExecutor mailbox) {
        super(parameters);
        this.settings = settings;
        this.examples = examples;
        this.registry = registry;
        this.mailbox = new TaskMailbox(mailbox);
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        schemas = new ConfluentSchemaRegistry(settings.registry());
        DeadLetters deadLetters =
                new DeadLetters(
                        settings.pipeline(),
                        "train",
                        settings.topics().name(TopicKind.DEAD_LETTERS),
                        settings.topics().schemaId(TopicKind.DEAD_LETTERS));
        triggers = new OwnRecords<>(schemas, RetrainTrigger.class, deadLetters, "train");
        run = new TrainingRun(settings, schemas, examples, registry);
        waiting = new ArrayDeque<>();
        known = new LinkedHashSet<>();
        waitingState =
                context.getOperatorStateStore()
                        .getListState(
                                new ListStateDescriptor<>(
                                        "waiting-triggers",
                                        PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        doneState =
                context.getOperatorStateStore()
                        .getListState(new ListStateDescriptor<>("known-triggers", Types.STRING));
        for (byte[] trigger : waitingState.get()) {
            waiting.add(PlainAvro.read(trigger, RetrainTrigger.class));
        }
        doneState.get().forEach(known::add);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        waitingState.clear();
        for (RetrainTrigger trigger : waiting) {
            waitingState.add(PlainAvro.write(trigger, RetrainTrigger.class));
        }
        doneState.update(List.copyOf(known));
    }

    @Override
    public void open() throws Exception {
        super.open();
        trainNext();
    }

    @Override
    public void processElement(StreamRecord<TopicRecord> element) {
        TopicRecord record = element.getValue();
        RetrainTrigger trigger = triggers.read(record, this::emit);
        if (trigger == null) {
            return;
        }
        if (trigger.getModel().equals(settings.model().name().value())
                && known.add(trigger.getTriggerId())) {
            forgetOldest();
            waiting.add(trigger);
            trainNext();
        }
    }

    private void forgetOldest() {
        if (known.size() > REMEMBERED) {
            known.remove(known.iterator().next());
        }
    }

    private void trainNext() {
        RetrainTrigger next = waiting.peek();
        if (next == null || trainer != null) {
            return;
        }
        Thread thread = new Thread(() -> train(next), "trainer");
        thread.setDaemon(true);
        trainer = thread;
        thread.start();
    }

    /** On the trainer's thread: touches nothing of the operator but its mailbox. */
    private void train(RetrainTrigger trigger) {
        try {
            List<OutRecord> results = run.train(trigger);
            mailbox.hand(() -> finish(results), "hand on what was trained");
        } catch (RuntimeException | Error e) {
            mailbox.hand(
                    () -> {
                        throw new IllegalStateException(
                                "the training of trigger " + trigger.getTriggerId() + " failed", e);
                    },
                    "fail: a training broke");
        }
    }

    private void finish(List<OutRecord> results) {
        waiting.remove();
        trainer = null;
        results.forEach(this::emit);
        trainNext();
    }

    private void emit(OutRecord record) {
        output.collect(new StreamRecord<>(record));
    }

    /** A bounded run ends when everything is trained. */
    @Override
    public void finish() throws Exception {
        while (!waiting.isEmpty()) {
            mailbox.takeOne();
        }
        super.finish();
    }

    @Override
    public void close() throws Exception {
        mailbox.close();
        Thread thread = trainer;
        if (thread != null) {
            thread.interrupt();
            thread.join(STOP_TIMEOUT.toMillis());
        }
        if (schemas != null) {
            schemas.close();
        }
        super.close();
    }
}
