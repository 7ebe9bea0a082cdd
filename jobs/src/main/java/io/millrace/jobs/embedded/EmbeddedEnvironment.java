package io.millrace.jobs.embedded;

import io.millrace.jobs.kafka.KafkaSettings;

import org.slf4j.LoggerFactory;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * All that a pipeline needs, on this machine: Kafka and Flink in this JVM, a schema registry beside
 * it, their data in one folder. The three are started at the same time.
 *
 * <p>What's in the folder belongs together: records hold ids of the registry's schemas, checkpoints
 * hold offsets of Kafka's records. So it's kept or wiped as a whole.
 */
public final class EmbeddedEnvironment implements AutoCloseable {
    static final int KAFKA_PORT = 9092;
    static final int REGISTRY_PORT = 8081;
    static final int FLINK_PORT = 8082;

    private static final int MOST_ATTEMPTS = 3;
    private static final List<String> PARTS = List.of("kafka", "registry", "flink");

    private final FolderLock lock;
    private final Timed<EmbeddedBroker> broker;
    private final Timed<RegistryProcess> registry;
    private final Timed<EmbeddedFlink> flink;

    private EmbeddedEnvironment(
            FolderLock lock,
            Timed<EmbeddedBroker> broker,
            Timed<RegistryProcess> registry,
            Timed<EmbeddedFlink> flink) {
        this.lock = lock;
        this.broker = broker;
        this.registry = registry;
        this.flink = flink;
    }

    /**
     * How an environment is set up. A port of 0 is the usual one, or any free one if that's taken;
     * any other must be free.
     *
     * @param data folder for everything that it keeps, such as {@code .millrace}
     * @param registryApplication folder of the unpacked schema registry
     * @param fresh whether data of earlier runs are wiped first
     */
    public record Settings(
            Path data,
            Path registryApplication,
            boolean fresh,
            int kafkaPort,
            int registryPort,
            int flinkPort) {

        /** Usual ports, and earlier data kept. */
        public static Settings of(Path data, Path registryApplication) {
            return new Settings(data, registryApplication, false, 0, 0, 0);
        }

        /** The same, but with the data of earlier runs wiped. */
        public Settings wiped() {
            return new Settings(
                    data, registryApplication, true, kafkaPort, registryPort, flinkPort);
        }
    }

    /** How long each part has taken to start; they start side by side. */
    public record StartTimes(Duration kafka, Duration registry, Duration flink) {}

    private record Timed<T>(T part, Duration took) {}

    /**
     * Starts everything, and returns when everything answers.
     *
     * @throws EnvironmentException that says what's wrong; nothing is left running then
     */
    public static EmbeddedEnvironment start(Settings settings) {
        // Logging must be ready before threads begin that log; it would complain on the terminal.
        LoggerFactory.getILoggerFactory();
        Path data = Folders.usable(settings.data().toAbsolutePath());
        FolderLock lock = FolderLock.take(data);
        try {
            if (settings.fresh() || !isWhole(data)) {
                PARTS.forEach(part -> Folders.delete(data.resolve(part)));
            }
            return startWhereFree(settings, data, lock);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /**
     * Another environment that starts at the same moment may take a port between our look and our
     * use; then there are others.
     */
    private static EmbeddedEnvironment startWhereFree(
            Settings settings, Path data, FolderLock lock) {
        for (int attempt = 1; ; attempt++) {
            try {
                return start(settings, data, lock);
            } catch (EnvironmentException e) {
                if (attempt == MOST_ATTEMPTS || !Ports.isTaken(e)) {
                    throw e;
                }
            }
        }
    }

    /** Whether all parts have left something, or none has. */
    private static boolean isWhole(Path data) {
        long there = PARTS.stream().filter(part -> Files.exists(data.resolve(part))).count();
        return there == 0 || there == PARTS.size();
    }

    private static EmbeddedEnvironment start(Settings settings, Path data, FolderLock lock) {
        int kafkaPort = port(settings.kafkaPort(), KAFKA_PORT, "Kafka", "--kafka-port");
        int registryPort =
                port(
                        settings.registryPort(),
                        REGISTRY_PORT,
                        "the schema registry",
                        "--registry-port");
        int flinkPort = port(settings.flinkPort(), FLINK_PORT, "Flink's web UI", "--flink-port");
        var registry =
                start(
                        "registry",
                        () ->
                                RegistryProcess.start(
                                        settings.registryApplication(),
                                        data.resolve("registry"),
                                        data.resolve("logs"),
                                        registryPort));
        var broker = start("kafka", () -> EmbeddedBroker.start(data.resolve("kafka"), kafkaPort));
        var flink = start("flink", () -> EmbeddedFlink.start(data.resolve("flink"), flinkPort));
        try {
            CompletableFuture.allOf(registry, broker, flink).get();
            return new EmbeddedEnvironment(lock, broker.join(), registry.join(), flink.join());
        } catch (InterruptedException e) {
            closeStarted(flink, registry, broker);
            Thread.currentThread().interrupt();
            throw new EnvironmentException("interrupted while the environment was starting", e);
        } catch (ExecutionException e) {
            closeStarted(flink, registry, broker);
            if (e.getCause() instanceof EnvironmentException known) {
                throw known;
            }
            throw new EnvironmentException("the environment can't start: " + e.getCause(), e);
        }
    }

    private static int port(int wanted, int usual, String what, String option) {
        return wanted == 0 ? Ports.prefer(usual, what, option) : Ports.claim(wanted, what, option);
    }

    private static <T> CompletableFuture<Timed<T>> start(String name, Supplier<T> part) {
        CompletableFuture<Timed<T>> started = new CompletableFuture<>();
        Runnable start =
                () -> {
                    long before = System.nanoTime();
                    try {
                        T it = part.get();
                        started.complete(
                                new Timed<>(it, Duration.ofNanos(System.nanoTime() - before)));
                    } catch (Throwable e) {
                        started.completeExceptionally(e);
                    }
                };
        new Thread(start, "start-" + name).start();
        return started;
    }

    @SafeVarargs
    private static void closeStarted(
            CompletableFuture<? extends Timed<? extends AutoCloseable>>... parts) {
        for (var part : parts) {
            try {
                part.join().part().close();
            } catch (CompletionException e) {
                // It hasn't started, and is told about elsewhere.
            } catch (Exception e) {
                throw new EnvironmentException("a part can't be stopped: " + e.getMessage(), e);
            }
        }
    }

    /** How to reach Kafka. */
    public KafkaSettings kafka() {
        return KafkaSettings.of(broker.part().bootstrapServers());
    }

    /** Address of the registry's Confluent API. */
    public String registryUrl() {
        return registry.part().url();
    }

    /** Where jobs run. */
    public EmbeddedFlink flink() {
        return flink.part();
    }

    public StartTimes startTimes() {
        return new StartTimes(broker.took(), registry.took(), flink.took());
    }

    /**
     * Is completed with a reason when the broker or the registry ends by itself, or a job fails for
     * good.
     */
    public CompletableFuture<String> failure() {
        CompletableFuture<String> ofBroker =
                broker.part().failure().thenApply(reason -> "Kafka's broker has ended: " + reason);
        CompletableFuture<String> ofRegistry =
                registry.part()
                        .exit()
                        .thenApply(code -> "the schema registry has ended with code " + code);
        return CompletableFuture.anyOf(ofBroker, ofRegistry, flink.part().failure())
                .thenApply(String.class::cast);
    }

    /** Stops the jobs, Flink, the registry and Kafka, and leaves the folder to others. */
    @Override
    public void close() {
        List<RuntimeException> problems = new ArrayList<>();
        Stream.<Runnable>of(
                        flink.part()::close,
                        registry.part()::close,
                        broker.part()::close,
                        lock::close)
                .forEach(
                        close -> {
                            try {
                                close.run();
                            } catch (RuntimeException e) {
                                problems.add(e);
                            }
                        });
        Optional<RuntimeException> first = problems.stream().findFirst();
        if (first.isPresent()) {
            problems.stream().skip(1).forEach(first.get()::addSuppressed);
            throw first.get();
        }
    }
}
