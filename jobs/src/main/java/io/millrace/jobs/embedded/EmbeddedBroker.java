package io.millrace.jobs.embedded;

import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;

/**
 * A Kafka broker with its KRaft controller in this JVM, bound to the loopback address. Its data
 * stays in a folder, so that a later run finds it again. One at a time: Kafka keeps some of its
 * state in static fields. It makes English the JVM's locale.
 */
public final class EmbeddedBroker implements AutoCloseable {
    /** A model version travels inline up to this size. */
    static final int MAX_MESSAGE_BYTES = 8 << 20;

    private static final int NODE = 1;
    private static final int ATTEMPTS = 3;
    private static final String OPTION = "--kafka-port";
    private static final String CONTROLLER = "CONTROLLER";

    private final KafkaRaftServer server;
    private final KafkaExits exits;
    private final int port;

    private EmbeddedBroker(KafkaRaftServer server, KafkaExits exits, int port) {
        this.server = server;
        this.exits = exits;
        this.port = port;
    }

    /**
     * Starts a broker, and returns when it answers.
     *
     * @param data its folder, made if it isn't there
     * @param port 0 for any free one
     * @throws EnvironmentException if the port is taken or the folder can't be used
     */
    public static EmbeddedBroker start(Path data, int port) {
        return start(data, port, () -> Ports.claim(0, "Kafka's controller", OPTION));
    }

    static EmbeddedBroker start(Path data, int port, IntSupplier controllerPort) {
        // Kafka's coordinators look up constants by upper-cased names in the default locale, and so
        // fail where i isn't the small I.
        Locale.setDefault(Locale.ENGLISH);
        Path logs = Folders.usable(data.resolve("logs").toAbsolutePath());
        format(logs);
        for (int attempt = 1; ; attempt++) {
            int client = Ports.claim(port, "Kafka", OPTION);
            try {
                return start(properties(logs, client, controllerPort.getAsInt()), client);
            } catch (Exception e) {
                // Somebody may have taken a port between the look at it and its use. The controller
                // then asks for an exit, and only its log says why.
                if (attempt == ATTEMPTS) {
                    throw new EnvironmentException(
                            "Kafka can't start in %s: %s; the log says more, and --fresh begins with empty data"
                                    .formatted(data.toAbsolutePath(), message(e)),
                            e);
                }
            }
        }
    }

    private static EmbeddedBroker start(Map<String, String> properties, int port) throws Exception {
        KafkaExits exits = KafkaExits.intercept();
        KafkaRaftServer server = null;
        try {
            server = new KafkaRaftServer(new KafkaConfig(properties), Time.SYSTEM);
            server.startup();
            return new EmbeddedBroker(server, exits, port);
        } catch (Throwable e) {
            if (server != null) {
                server.shutdown();
            }
            exits.close();
            throw e;
        }
    }

    private static String message(Throwable e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static Map<String, String> properties(Path logs, int client, int controller) {
        Map<String, String> properties = new TreeMap<>();
        properties.put("process.roles", "broker,controller");
        properties.put("node.id", Integer.toString(NODE));
        properties.put("controller.quorum.voters", NODE + "@127.0.0.1:" + controller);
        String plain = "PLAINTEXT://127.0.0.1:" + client;
        properties.put("listeners", plain + "," + CONTROLLER + "://127.0.0.1:" + controller);
        properties.put("advertised.listeners", plain);
        properties.put("controller.listener.names", CONTROLLER);
        properties.put("log.dirs", logs.toString());
        properties.put("auto.create.topics.enable", "false");
        properties.put("message.max.bytes", Integer.toString(MAX_MESSAGE_BYTES));
        properties.put("replica.fetch.max.bytes", Integer.toString(MAX_MESSAGE_BYTES));
        // A job that's stopped for days still finds its pre-committed transactions.
        properties.put("transaction.max.timeout.ms", "2147483647");
        addSingleNode(properties);
        addSmallAndQuick(properties);
        return properties;
    }

    /** Kafka's own topics have one replica here. */
    private static void addSingleNode(Map<String, String> properties) {
        properties.put("offsets.topic.replication.factor", "1");
        properties.put("offsets.topic.num.partitions", "1");
        properties.put("transaction.state.log.replication.factor", "1");
        properties.put("transaction.state.log.min.isr", "1");
        properties.put("transaction.state.log.num.partitions", "4");
        properties.put("share.coordinator.state.topic.replication.factor", "1");
        properties.put("share.coordinator.state.topic.min.isr", "1");
        properties.put("share.coordinator.state.topic.num.partitions", "1");
    }

    /** Memory and threads for one user, and no waiting for other brokers. */
    private static void addSmallAndQuick(Map<String, String> properties) {
        properties.put("group.initial.rebalance.delay.ms", "0");
        properties.put("broker.heartbeat.interval.ms", "500");
        // A broker that was killed is let in again only when its old session is over.
        properties.put("broker.session.timeout.ms", "4000");
        properties.put("log.cleaner.dedupe.buffer.size", "4194304");
        properties.put("num.network.threads", "2");
        properties.put("num.io.threads", "4");
        properties.put("background.threads", "2");
        properties.put("num.recovery.threads.per.data.dir", "2");
    }

    /** Writes the cluster's id and its first metadata into a new folder; leaves others alone. */
    private static void format(Path logs) {
        if (Files.exists(logs.resolve("meta.properties"))) {
            return;
        }
        try (PrintStream silent =
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(silent)
                    .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
                    .setNodeId(NODE)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setDirectories(List.of(logs.toString()))
                    .setMetadataLogDirectory(logs.toString())
                    .setControllerListenerName(CONTROLLER)
                    .run();
        } catch (Exception e) {
            throw new EnvironmentException(
                    "Kafka's folder %s can't be prepared: %s".formatted(logs, message(e)), e);
        }
    }

    /** Such as {@code 127.0.0.1:9092}. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** Is completed with a reason if the broker gives up by itself, as when its disk is full. */
    public CompletableFuture<String> failure() {
        return exits.wanted();
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
        exits.close();
    }
}
