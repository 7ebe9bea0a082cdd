package io.millrace.it.process;

import org.apache.kafka.common.Uuid;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A Kafka broker (and controller) of its own process, at the same port and data for life. */
public final class KafkaBrokerProcess implements KafkaBroker {

    private static final Duration TO_START = Duration.ofSeconds(90);
    private static final List<String> FLAGS =
            Stream.concat(JavaCommand.SMALL.stream(), Stream.of("-Xmx256m")).toList();

    private final String name;
    private final Path folder;
    private final Path properties;
    private final int port;
    private final List<String> jvm;
    private ManagedProcess process;
    private int starts;

    private KafkaBrokerProcess(String name, List<String> jvm, Map<String, String> overrides) {
        this.name = name;
        this.jvm = List.copyOf(jvm);
        this.folder = Folders.empty(name);
        this.port = FreePorts.next();
        this.properties =
                Folders.write(
                        folder.resolve("server.properties"),
                        properties(port, FreePorts.next(), folder.resolve("data"), overrides));
        format();
        this.process = launch();
    }

    /**
     * Starts a broker with empty data; returns when it takes requests.
     *
     * @param name of its folder, and in messages
     * @param overrides broker properties beside, or instead of, the ones for a small single broker
     */
    public static KafkaBrokerProcess start(String name, Map<String, String> overrides) {
        return start(name, FLAGS, overrides);
    }

    /**
     * Starts a broker with empty data.
     *
     * @param jvm flags of its JVM, its memory too
     */
    public static KafkaBrokerProcess start(
            String name, List<String> jvm, Map<String, String> overrides) {
        return new KafkaBrokerProcess(name, jvm, overrides);
    }

    @Override
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** The process that runs now; another one after each restart. */
    public ManagedProcess process() {
        return process;
    }

    /** Starts the broker again on its data, whether it was stopped, killed, or still runs. */
    public void restart() {
        process.stop();
        process = launch();
    }

    @Override
    public void ensureRunning() {
        if (!process.isWell()) {
            restart();
        }
    }

    @Override
    public String logTail() {
        return process.logTail();
    }

    @Override
    public void close() {
        process.stop();
    }

    private void format() {
        var arguments = new ArrayList<String>();
        arguments.addAll(List.of("format", "--cluster-id", Uuid.randomUuid().toString()));
        arguments.addAll(List.of("--config", properties.toString()));
        ManagedProcess format = java("kafka.tools.StorageTool", arguments, "format.log");
        int exit = format.awaitEnd(TO_START);
        if (exit != 0) {
            throw new AssertionError(
                    "Formatting the data of %s ended with %d. %s"
                            .formatted(name, exit, format.logTail()));
        }
    }

    private ManagedProcess launch() {
        starts++;
        ManagedProcess started =
                java(
                        "kafka.Kafka",
                        List.of(properties.toString()),
                        "broker-%d.log".formatted(starts));
        started.awaitLog("Kafka Server started", TO_START);
        return started;
    }

    private ManagedProcess java(String main, List<String> arguments, String log) {
        var flags = new ArrayList<String>(jvm);
        flags.add(Log4jFile.in(folder));
        var command = new JavaCommand(flags, Folders.classPath("kafka"), main, arguments);
        return ManagedProcess.start(name, command, Map.of(), folder.resolve(log));
    }

    private static String properties(
            int port, int controllerPort, Path data, Map<String, String> overrides) {
        var all = new TreeMap<String, String>();
        all.put("process.roles", "broker,controller");
        all.put("node.id", "1");
        all.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        all.put("controller.listener.names", "CONTROLLER");
        all.put(
                "listeners",
                "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
                        .formatted(port, controllerPort));
        all.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        all.put("log.dirs", data.toString());
        all.put("auto.create.topics.enable", "false");
        all.put("group.initial.rebalance.delay.ms", "0");
        all.put("offsets.topic.replication.factor", "1");
        all.put("offsets.topic.num.partitions", "1");
        all.put("transaction.state.log.replication.factor", "1");
        all.put("transaction.state.log.min.isr", "1");
        all.put("transaction.state.log.num.partitions", "4");
        all.put("share.coordinator.state.topic.replication.factor", "1");
        all.put("share.coordinator.state.topic.min.isr", "1");
        // The default of 128 MB is half of this small heap.
        all.put("log.cleaner.dedupe.buffer.size", "4194304");
        all.putAll(overrides);
        return all.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining("\n", "", "\n"));
    }
}
