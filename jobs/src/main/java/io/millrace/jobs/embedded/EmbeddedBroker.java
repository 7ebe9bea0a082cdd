package io.millrace.jobs.embedded;

import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A Kafka broker with its KRaft controller in this JVM, bound to the loopback address. Its data
 * stays in a folder, so that a later run finds it again.
 */
public final class EmbeddedBroker implements AutoCloseable {
    /** A model version travels inline up to this size. */
    static final int MAX_MESSAGE_BYTES = 8 << 20;

    private static final int NODE = 1;

    private final KafkaRaftServer server;
    private final int port;

    private EmbeddedBroker(KafkaRaftServer server, int port) {
        this.server = server;
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
        int client = Ports.claim(port, "Kafka", "--kafka-port");
        int controller = Ports.claim(0, "Kafka's controller", "--kafka-port");
        Path logs = Folders.usable(data.resolve("logs"));
        format(logs);
        KafkaRaftServer server =
                new KafkaRaftServer(
                        new KafkaConfig(properties(logs, client, controller)), Time.SYSTEM);
        server.startup();
        return new EmbeddedBroker(server, client);
    }

    private static Map<String, String> properties(Path logs, int client, int controller) {
        Map<String, String> properties = new HashMap<>();
        properties.put("process.roles", "broker,controller");
        properties.put("node.id", Integer.toString(NODE));
        properties.put("controller.quorum.voters", NODE + "@127.0.0.1:" + controller);
        properties.put(
                "listeners",
                "PLAINTEXT://127.0.0.1:" + client + ",CONTROLLER://127.0.0.1:" + controller);
        properties.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + client);
        properties.put("controller.listener.names", "CONTROLLER");
        properties.put("log.dirs", logs.toString());
        properties.put("auto.create.topics.enable", "false");
        properties.put("message.max.bytes", Integer.toString(MAX_MESSAGE_BYTES));
        properties.put("replica.fetch.max.bytes", Integer.toString(MAX_MESSAGE_BYTES));
        properties.put("offsets.topic.replication.factor", "1");
        properties.put("offsets.topic.num.partitions", "1");
        properties.put("transaction.state.log.replication.factor", "1");
        properties.put("transaction.state.log.min.isr", "1");
        properties.put("transaction.state.log.num.partitions", "4");
        properties.put("share.coordinator.state.topic.replication.factor", "1");
        properties.put("share.coordinator.state.topic.min.isr", "1");
        properties.put("share.coordinator.state.topic.num.partitions", "1");
        properties.put("group.initial.rebalance.delay.ms", "0");
        properties.put("log.cleaner.dedupe.buffer.size", "4194304");
        properties.put("num.network.threads", "2");
        properties.put("num.io.threads", "4");
        properties.put("background.threads", "2");
        properties.put("controlled.shutdown.enable", "false");
        return properties;
    }

    /**
     * Writes the cluster's id and its first metadata into a new folder; leaves an old one alone.
     */
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
                    .setControllerListenerName("CONTROLLER")
                    .run();
        } catch (IOException e) {
            throw new UncheckedIOException("Kafka's folder " + logs + " can't be prepared", e);
        } catch (Exception e) {
            throw new EnvironmentException("Kafka's folder " + logs + " can't be prepared", e);
        }
    }

    /** Such as {@code 127.0.0.1:9092}. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    /** Ports of the loopback address. */
    static final class Ports {
        private Ports() {}

        /** The port itself if it's free, or any free one for 0. */
        static int claim(int port, String what, String flag) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return socket.getLocalPort();
            } catch (IOException e) {
                throw new EnvironmentException(
                        "port %d for %s is taken; stop what uses it, or choose another with %s (0: any)"
                                .formatted(port, what, flag),
                        e);
            }
        }
    }
}
