package io.millrace.it.process;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/**
 * A Kafka broker for tests that only use it. One that kills its broker asks for a {@link
 * KafkaBrokerProcess}.
 */
public interface KafkaBroker extends AutoCloseable {

    String bootstrapServers();

    /** The end of its log, for messages. */
    String logTail();

    /** Starts the broker again if a test has left it dead or frozen. */
    void ensureRunning();

    @Override
    void close();

    /** An admin client; the caller closes it. */
    default Admin admin() {
        return Admin.create(
                Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, (Object) bootstrapServers()));
    }

    /** Makes a topic; returns when clients can see it whole. */
    default void createTopic(String topic, int partitions) {
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1))).all().get();
            Await.until(
                    "the topic %s with %d partitions".formatted(topic, partitions),
                    Duration.ofSeconds(90),
                    () -> ledPartitions(admin, topic) == partitions,
                    this::logTail);
        } catch (ExecutionException e) {
            throw new IllegalStateException("Can't create the topic " + topic, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while creating " + topic, e);
        }
    }

    private static long ledPartitions(Admin admin, String topic) {
        try {
            return admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
                    .flatMap(description -> description.partitions().stream())
                    .filter(partition -> partition.leader() != null)
                    .count();
        } catch (ExecutionException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while describing " + topic, e);
        }
    }
}
