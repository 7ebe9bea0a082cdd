package io.millrace.jobs.serve;

import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.registry.RegistryReader;
import io.millrace.jobs.registry.RegistryRecord;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.serde.ConfluentSchemaRegistry;
import io.millrace.schemas.serde.SchemaRegistry;

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
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/**
 * Turns deployments into switches in event time. Runs once in the job.
 *
 * <p>It reads the registry's topics to their end with a consumer of its own, and holds its
 * watermark until it has told the scorers what was there; then it follows the topics on a thread of
 * its own and hands each batch to the task's mailbox. A deployment holds from W+1 at the earliest,
 * with W the watermark that went on to the scorers before it: so none of them can have answered an
 * event that it holds for. W is in the checkpoint: a deployment that comes while the job is down
 * mustn't hold for what was answered before.
 */
final class ResolveDeployments extends AbstractStreamOperator<RegistryUpdate>
        implements OneInputStreamOperator<Event, RegistryUpdate> {
    private static final long serialVersionUID = 1L;
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration SETTLE = Duration.ofMillis(300);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);

    private final ServeSettings settings;
    private final RegistryReader.Factory registry;
    private final transient MailboxExecutor mailbox;

    private transient DeploymentResolver resolver;
    private transient SchemaRegistry schemas;
    private transient ListState<byte[]> stamps;
    private transient ListState<String> refusals;
    private transient ListState<Long> passed;
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
        schemas = new ConfluentSchemaRegistry(settings.registry());
        resolver = new DeploymentResolver(settings, schemas);
        stamps =
                context.getOperatorStateStore()
                        .getListState(
                                new ListStateDescriptor<>(
                                        "stamped-switches",
                                        PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        refusals =
                context.getOperatorStateStore()
                        .getListState(new ListStateDescriptor<>("refusals", Types.STRING));
        passed =
                context.getOperatorStateStore()
                        .getListState(new ListStateDescriptor<>("passed-watermark", Types.LONG));
        resolver.restore(stamps.get(), refusals.get());
        for (long watermark : passed.get()) {
            resolver.pass(watermark);
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        stamps.update(resolver.stamps());
        refusals.update(resolver.refusals());
        passed.update(List.of(resolver.passed()));
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
            List<RegistryRecord> there = reader.readToEnd(READ_TIMEOUT);
            there.addAll(reader.poll(SETTLE));
            mailbox.execute(() -> tell(there), "tell what the registry holds");
            while (!closed) {
                List<RegistryRecord> more = reader.poll(POLL);
                if (!more.isEmpty()) {
                    // A version and the deployment that names it come in one transaction, but its
                    // markers reach the two topics one after the other.
                    more.addAll(reader.poll(SETTLE));
                    mailbox.execute(() -> emit(more), "tell what came to the registry");
                }
            }
        } catch (RejectedExecutionException | InterruptException e) {
            // The task is over.
            closed = true;
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private void fail(RuntimeException cause) {
        if (!closed) {
            mailbox.execute(
                    () -> {
                        throw new IllegalStateException("the registry can't be read", cause);
                    },
                    "fail: the registry can't be read");
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
            thread.join(STOP_TIMEOUT.toMillis());
            thread.interrupt();
        }
        if (schemas != null) {
            schemas.close();
        }
        super.close();
    }
}
