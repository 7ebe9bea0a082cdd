package io.millrace.it.benchmark;

import io.millrace.it.benchmark.job.PassThroughJob;
import io.millrace.it.benchmark.job.SqlFeaturesJob;
import io.millrace.it.process.ClassesJar;
import io.millrace.it.process.FlinkClusterProcesses;
import io.millrace.it.process.Folders;
import io.millrace.it.process.KafkaBroker;
import io.millrace.it.process.RegistryServerProcess;
import io.millrace.it.read.PlainReader;
import io.millrace.it.read.PlainWriter;

import org.apache.kafka.clients.admin.Admin;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;

/** Runs one job after the other on the same broker, and measures each. */
final class Runs {
    private static final Path JAR = Path.of("../jobs/target/millrace/millrace.jar");
    private static final String SQL_OUTPUT = "sql-features";

    private final KafkaBroker broker;
    private final RegistryServerProcess registry;
    private final FlinkClusterProcesses flink;
    private final Path folder = Folders.empty("benchmark");

    Runs(KafkaBroker broker, RegistryServerProcess registry, FlinkClusterProcesses flink) {
        this.broker = broker;
        this.registry = registry;
        this.flink = flink;
    }

    /** A pipeline's name made of a title. */
    static String pipeline(String title) {
        return title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }

    /** Fills a topic; returns its name. */
    String load(String topic, Workload workload) {
        broker.createTopic(topic, Workload.PARTITIONS);
        int schema = new PlainWriter(registry.url()).register(topic, Workload.SCHEMA);
        workload.send(broker.bootstrapServers(), topic, schema);
        return topic;
    }

    void drop(String topic) {
        try (Admin admin = broker.admin()) {
            admin.deleteTopics(List.of(topic)).all().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("can't delete the topic " + topic, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while deleting " + topic, e);
        }
    }

    Measured passThrough(String input, int rows, String name) {
        String output = "copies-" + name;
        broker.createTopic(output, Workload.PARTITIONS);
        String job = flink.run(jar(PassThroughJob.class), broker.bootstrapServers(), input, output);
        Measured measured = measure(job, output, rows);
        flink.rest().cancel(job);
        drop(output);
        return measured;
    }

    /**
     * @param variant {@code order/duplicates_within}
     * @param pipeline its name; {@code <pipeline>.predictions} is left behind
     */
    Measured serve(String input, int rows, String variant, String pipeline, Report report) {
        String[] parts = variant.split("/", 2);
        Path file =
                Folders.write(
                        folder.resolve(pipeline + ".yaml"),
                        FeatureSet.pipeline(pipeline, input, "closed", parts[0], parts[1]));
        Folders.write(folder.resolve("payments.avsc"), Workload.SCHEMA.toString());
        String job =
                flink.run(
                        JAR.toAbsolutePath(),
                        "serve",
                        "--pipeline",
                        file.toString(),
                        "--bootstrap",
                        broker.bootstrapServers(),
                        "--registry",
                        registry.url());
        Measured measured = measure(job, pipeline + ".predictions", rows);
        flink.rest().awaitCheckpoints(job, 2);
        report.figure(pipeline + "-state-bytes", flink.rest().stateBytes(job));
        flink.rest().cancel(job);
        return measured;
    }

    Measured sql(String input, int rows) {
        broker.createTopic(SQL_OUTPUT, Workload.PARTITIONS);
        Path statements =
                Folders.write(
                        folder.resolve("features.sql"),
                        FeatureSet.sql(
                                broker.bootstrapServers(), registry.url(), input, SQL_OUTPUT));
        String job = flink.run(jar(SqlFeaturesJob.class), statements.toString());
        Measured measured = measure(job, SQL_OUTPUT, rows);
        flink.rest().awaitStatus(job, "FINISHED");
        return measured;
    }

    /** What serve has written, when it's committed. */
    Outputs predictions(String pipeline) {
        return Outputs.read(
                broker.bootstrapServers(),
                reader(),
                pipeline + ".predictions",
                "event_id",
                "features");
    }

    Outputs sqlFeatures() {
        return Outputs.read(broker.bootstrapServers(), reader(), SQL_OUTPUT, "payment_id", "");
    }

    private PlainReader reader() {
        return new PlainReader(broker.bootstrapServers(), registry.url());
    }

    private Measured measure(String job, String output, int rows) {
        try (Admin admin = broker.admin()) {
            return new Meter(admin, output, this::cpuMillis)
                    .awaitRecords(
                            rows,
                            () ->
                                    "The job is %s. %s"
                                            .formatted(
                                                    flink.rest().status(job),
                                                    flink.rest().lastFailure(job)));
        }
    }

    private long cpuMillis() {
        return flink.taskManagers().stream()
                .mapToLong(
                        one ->
                                ProcessHandle.of(one.process().pid())
                                        .flatMap(handle -> handle.info().totalCpuDuration())
                                        .orElse(Duration.ZERO)
                                        .toMillis())
                .sum();
    }

    private static Path jar(Class<?> main) {
        Path jar = Folders.empty("jobs-" + main.getSimpleName()).resolve("job.jar");
        return ClassesJar.job(jar, main, Folders.jars("sql"));
    }
}
