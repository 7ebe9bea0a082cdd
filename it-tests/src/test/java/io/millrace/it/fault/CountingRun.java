package io.millrace.it.fault;

import io.millrace.it.invariant.OpenTransactions;
import io.millrace.it.job.CountedLines;
import io.millrace.it.job.CountingJob;
import io.millrace.it.process.Await;
import io.millrace.it.process.ClassesJar;
import io.millrace.it.process.FlinkClusterProcesses;
import io.millrace.it.process.FlinkClusterProcesses.TaskManager;
import io.millrace.it.process.Folders;
import io.millrace.it.process.KafkaBroker;
import io.millrace.it.read.TopicReader;

import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.kafka.clients.producer.KafkaProducer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A counting job with its topics, its input, and readers of its output. */
final class CountingRun implements AutoCloseable {

    static final int PARALLELISM = 4;
    private static final long SEED = 7;
    private static final Duration SOON = Duration.ofSeconds(120);

    private final KafkaBroker broker;
    private final FlinkClusterProcesses flink;
    private final List<String> arguments;
    private final Path gate;
    private final CountedLines lines;
    private final TopicReader committed;
    private final TopicReader early;
    private final String job;

    CountingRun(
            KafkaBroker broker,
            FlinkClusterProcesses flink,
            String name,
            String naming,
            Duration betweenCheckpoints) {
        String servers = broker.bootstrapServers();
        broker.createTopic(name + "-lines", PARALLELISM);
        broker.createTopic(name + "-counts", 2);
        this.broker = broker;
        this.flink = flink;
        this.gate = Folders.empty("gate-" + name).resolve("closed");
        this.arguments =
                List.of(
                        servers,
                        name + "-lines",
                        name + "-counts",
                        naming,
                        Long.toString(betweenCheckpoints.toMillis()),
                        gate.toString());
        this.lines = new CountedLines(servers, name + "-lines", SEED);
        this.committed = TopicReader.committed(servers, name + "-counts");
        this.early = TopicReader.uncommitted(servers, name + "-counts");
        this.job = submit();
    }

    String job() {
        return job;
    }

    CountedLines lines() {
        return lines;
    }

    /** How many lines of output there are, whether they'll be committed or aborted. */
    int written() {
        return early.readToEnd().size();
    }

    int committed() {
        return committed.readToEnd().size();
    }

    /** Waits until as much is written as was sent, whether it's committed or not. */
    void awaitAllWritten() {
        awaitWritten(lines.sent() - 1);
    }

    /** Waits until there is more output than this. */
    void awaitWritten(int moreThan) {
        await("more than %d lines written".formatted(moreThan), () -> written() > moreThan);
    }

    /** Waits until as much is committed as was sent. */
    void awaitAllCommitted() {
        await("%d lines committed".formatted(lines.sent()), () -> committed() >= lines.sent());
    }

    /** Keeps the next checkpoint from completing. */
    void closeGate() {
        Folders.write(gate, "");
    }

    /** Waits until a checkpoint is complete but for one task, which waits for the gate. */
    void awaitMiddleOfCheckpoint() {
        await("a checkpoint", () -> flink.rest().checkpointWaitsForOneTask(job));
    }

    void openGate() {
        try {
            Files.deleteIfExists(gate);
        } catch (IOException e) {
            throw new UncheckedIOException("Can't delete " + gate, e);
        }
    }

    /** Opens the gate, and waits until the checkpoint that waited for it is complete. */
    void completeCheckpoint() {
        long before = flink.rest().completedCheckpoints(job);
        openGate();
        await("the checkpoint", () -> flink.rest().completedCheckpoints(job) > before);
    }

    /** Waits until the cluster has noticed that tasks of the job are gone. */
    void awaitFailure() {
        await("a failure", () -> !flink.rest().allTasksRun(job));
    }

    /** A TaskManager with tasks of the job, but not the one with the gate. */
    TaskManager bystander() {
        SortedSet<String> all = flink.rest().taskManagersOf(job, "count-lines");
        all.removeAll(flink.rest().taskManagersOf(job, "gate"));
        return flink.taskManager(all.first());
    }

    /**
     * Ends the job, and fails unless what's committed is what's owed, and no transaction is left
     * open.
     */
    void finishAndCheck() {
        flink.rest().awaitTasks(job);
        flink.rest().stopWithSavepoint(job, false);
        lines.check(committed.readToEnd());
        OpenTransactions.checkNone(broker, arguments.get(2) + "/");
    }

    @Override
    public void close() {
        lines.close();
        committed.close();
        early.close();
        if (!flink.rest().isOver(job)) {
            flink.rest().cancel(job);
        }
    }

    private void await(String what, BooleanSupplier condition) {
        Await.until(
                what,
                SOON,
                condition,
                () ->
                        "%d are written, %d committed; the job is %s. %s"
                                .formatted(
                                        written(),
                                        committed(),
                                        flink.rest().status(job),
                                        flink.rest().lastFailure(job)));
    }

    private String submit() {
        var options = List.of("-p", Integer.toString(PARALLELISM));
        return flink.run(options, jar(), arguments.toArray(String[]::new));
    }

    /** The job's jar; the cluster lacks the connector, as any cluster does. */
    private static Path jar() {
        return ClassesJar.job(
                Folders.empty("jobs").resolve("counting-job.jar"),
                CountingJob.class,
                Stream.of(KafkaSink.class, DeliveryGuarantee.class, KafkaProducer.class)
                        .map(ClassesJar::jarOf)
                        .toList());
    }
}
