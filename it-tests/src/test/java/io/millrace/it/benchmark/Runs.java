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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/** Runs one job after the other on the same broker, and measures each. */
final class Runs {
    static final Path JAR = Path.of("../jobs/target/millrace/millrace.jar");
    private static final String SQL_OUTPUT = "sql-features";

    private final KafkaBroker broker;
    private final RegistryServerProcess registry;
    private final FlinkClusterProcesses flink;
    private final Allocation allocation;
    private final Path folder = Folders.empty("benchmark");

    /**
     * @param allocation of the cluster's JVMs
     */
    Runs(
            KafkaBroker broker,
            RegistryServerProcess registry,
            FlinkClusterProcesses flink,
            Allocation allocation) {
        this.allocation = allocation;
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
        return serve(input, rows, variant, FeatureSet.THREE, pipeline, report);
    }

    /**
     * @param windows of the features, such as {@code 1h, 7d}
     */
    Measured serve(
            String input,
            int rows,
            String variant,
            String windows,
            String pipeline,
            Report report) {
        String job = startServe(input, variant, windows, pipeline);
        Measured measured = measure(job, pipeline + ".predictions", rows);
        report.figure(
                pipeline + "-allocated-bytes-an-event",
                allocation.bytes(taskManagerId(), measured) / measured.warmRows());
        flink.rest().awaitCheckpoints(job, 2);
        report.figure(pipeline + "-checkpoint-bytes", flink.rest().stateBytes(job));
        report.figure(pipeline + "-savepoint-bytes", size(flink.rest().savepoint(job)));
        flink.rest().cancel(job);
        return measured;
    }

    /** Submits serve; returns the job's id. */
    String startServe(String input, String variant, String windows, String pipeline) {
        String[] parts = variant.split("/", 2);
        Path file =
                Folders.write(
                        folder.resolve(pipeline + ".yaml"),
                        FeatureSet.pipeline(pipeline, input, parts[0], parts[1], windows));
        Folders.write(folder.resolve("payments.avsc"), Workload.SCHEMA.toString());
        return flink.run(
                JAR.toAbsolutePath(),
                "serve",
                "--pipeline",
                file.toString(),
                "--bootstrap",
                broker.bootstrapServers(),
                "--registry",
                registry.url());
    }

    /** What of p50, p99 and p99.9 is in the report: see {@link Latency}. */
    void latency(String variant, double rowsPerSecond, int seconds, Report report) {
        String name = pipeline("latency " + variant);
        broker.createTopic(name, Workload.PARTITIONS);
        int schema = new PlainWriter(registry.url()).register(name, Workload.SCHEMA);
        String job = startServe(name, variant, FeatureSet.THREE, name);
        Latency latency =
                new Latency(broker.bootstrapServers(), name, name + ".predictions", schema);
        Latency.Measurement measured = latency.measure(rowsPerSecond, seconds);
        long bound = variant.startsWith("arrival") ? 0 : Workload.BOUND_MILLIS;
        report.latency(variant, measured, bound);
        flink.rest().cancel(job);
        drop(name);
    }

    private long taskManagerId() {
        return flink.taskManagers().get(0).process().pid();
    }

    private static long size(String address) {
        try (Stream<Path> files = Files.walk(Path.of(URI.create(address)))) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException("can't list " + address, e);
        }
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
