package io.millrace.it.container;

import io.millrace.it.process.KafkaBroker;

import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;

import java.util.Map;

/** A Kafka broker as Kafka's project ships it: its image, on a Docker engine. */
public final class KafkaBrokerContainer implements KafkaBroker {
    private static final int LONGEST_LOG = 4_000;

    private static final Map<String, String> SETTINGS =
            Map.of(
                    "KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false",
                    "KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR", "1",
                    "KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR", "1",
                    "KAFKA_HEAP_OPTS", "-Xmx256m");

    private final KafkaContainer container;

    private KafkaBrokerContainer(KafkaContainer container) {
        this.container = container;
    }

    /**
     * Starts a broker with empty data; returns when it takes requests. The image has the version
     * that the build has.
     *
     * @throws IllegalStateException if no Docker engine answers
     */
    public static KafkaBrokerContainer start() {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            throw new IllegalStateException(
                    "-Pdocker runs Kafka as a container, and no Docker engine answers: start one, or"
                            + " name it by DOCKER_HOST; without -Pdocker the same tests run on a"
                            + " broker that is a process");
        }
        KafkaContainer container =
                new KafkaContainer(System.getProperty("millrace.it.kafka.image")).withEnv(SETTINGS);
        container.start();
        return new KafkaBrokerContainer(container);
    }

    @Override
    public String bootstrapServers() {
        return container.getBootstrapServers();
    }

    @Override
    public String logTail() {
        String log = container.getLogs();
        return log.substring(Math.max(0, log.length() - LONGEST_LOG));
    }

    @Override
    public void ensureRunning() {
        if (!container.isRunning()) {
            throw new IllegalStateException("Kafka's container has ended. " + logTail());
        }
    }

    @Override
    public void close() {
        container.stop();
    }
}
