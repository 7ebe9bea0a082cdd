package io.millrace.jobs.serve;

import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.registry.RegistryReader;
import io.millrace.jobs.registry.RegistryRecord;
import io.millrace.schemas.event.Event;

import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/**
 * Turns deployments into switches in event time. Runs once in the job.
 *
 * <p>It reads the registry's topics to their end with a consumer of its own, and holds its
 * watermark until it has told the scorers what was there; then it follows the topics on a thread of
 * its own and hands each batch to the task's mailbox. A deployment holds from W+1 at the earliest,
 * with W the watermark that went on to the scorers before it: so none of them can have answered an
 * event that it holds for.
 */
final class ResolveDeployments extends AbstractStreamOperator<RegistryUpdate>
        implements OneInputStreamOperator<Event, RegistryUpdate> {
    private static final long serialVersionUID = 1L;
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(100);

    private final ServeSettings settings;
    private final RegistryReader.Factory registry;
    private final transient MailboxExecutor mailbox;

    private transient DeploymentResolver resolver;
    private transient ListState<byte[]> stamped;
    private transient @Nullable Thread follower;
    private transient volatile boolean closed;
    private transient boolean told;
    private transient @Nullable Watermark held;

    ResolveDeployments(
            StreamOperatorParameters<RegistryUpdate> parameters,
            ServeSettings settings,
            RegistryReader.Factory registry,
            MailboxExecutor mailbox) {
        super(parameters);
        this.settings = settings;
        this.registry = registry;
        this.mailbox = mailbox;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        resolver = new DeploymentResolver(settings);
        stamped =
                context.getOperatorStateStore()
                        .getListState(
                                new ListStateDescriptor<>(
                                        "stamped-switches",
                                        PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        for (byte[] made : stamped.get()) {
            resolver.restore(made);
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        stamped.update(resolver.snapshot());
    }

    @Override
    public void open() throws Exception {
        super.open();
        Thread thread = new Thread(this::follow, "registry-follower");
        thread.setDaemon(true);
        follower = thread;
        thread.start();
    }

    /** On the follower's thread: touches nothing of the operator but its mailbox. */
    private void follow() {
        try (RegistryReader reader = registry.open(resolver.topics())) {
            List<RegistryRecord> held = reader.readToEnd(READ_TIMEOUT);
            mailbox.execute(() -> tell(held), "tell what the registry holds");
            while (!closed) {
                List<RegistryRecord> more = reader.poll(POLL);
                if (!more.isEmpty()) {
                    mailbox.execute(() -> emit(more), "tell what came to the registry");
                }
            }
        } catch (RuntimeException e) {
            if (!closed) {
                mailbox.execute(
                        () -> {
                            throw new IllegalStateException("the registry can't be read", e);
                        },
                        "fail: the registry can't be read");
            }
        }
    }

    private void tell(List<RegistryRecord> records) throws Exception {
        emit(records);
        output.collect(
                new StreamRecord<>(new RegistryUpdate(RegistryUpdate.Kind.LOADED, new byte[0])));
        told = true;
        Watermark waiting = held;
        if (waiting != null) {
            processWatermark(waiting);
        }
    }

    private void emit(List<RegistryRecord> records) {
        DeploymentResolver.Resolved resolved = resolver.resolve(records);
        for (RegistryUpdate update : resolved.updates()) {
            output.collect(new StreamRecord<>(update));
        }
        for (OutRecord record : resolved.records()) {
            output.collect(ServeJob.ELSEWHERE, new StreamRecord<>(record));
        }
    }

    @Override
    public void processElement(StreamRecord<Event> element) {
        throw new IllegalStateException("the resolver takes watermarks only");
    }

    @Override
    public void processWatermark(Watermark watermark) throws Exception {
        if (!told) {
            held = watermark;
            return;
        }
        resolver.pass(watermark.getTimestamp());
        super.processWatermark(watermark);
    }

    /** A bounded run ends only when the scorers have been told. */
    @Override
    public void finish() throws Exception {
        while (!told) {
            mailbox.yield();
        }
        super.finish();
    }

    @Override
    public void close() throws Exception {
        closed = true;
        Thread thread = follower;
        if (thread != null) {
            thread.interrupt();
        }
        super.close();
    }
}
