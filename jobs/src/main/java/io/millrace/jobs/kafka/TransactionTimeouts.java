package io.millrace.jobs.kafka;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ClusterAuthorizationException;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Compares a sink's transaction timeout with what the brokers allow, before a job starts. */
final class TransactionTimeouts {
    private static final String CAP = "transaction.max.timeout.ms";

    private TransactionTimeouts() {}

    /**
     * @param patience until the brokers must have answered
     * @throws IllegalStateException if they don't answer, or allow less
     */
    static void check(KafkaSettings kafka, Duration wanted, Duration patience) {
        Properties client = kafka.client();
        int millis = Math.toIntExact(patience.toMillis());
        client.setProperty("request.timeout.ms", Integer.toString(millis));
        client.setProperty("default.api.timeout.ms", Integer.toString(millis));
        try (Admin admin = Admin.create(client)) {
            check(wanted, caps(admin, millis));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking Kafka for its settings", e);
        } catch (ExecutionException | TimeoutException e) {
            if (e.getCause() instanceof ClusterAuthorizationException) {
                return; // not ours to read; a timeout above the cap is then refused by the first
                // transaction
            }
            throw new IllegalStateException(
                    "no Kafka broker at %s has answered within %d s; are address and security settings right? (%s)"
                            .formatted(kafka.bootstrap(), patience.toSeconds(), reason(e)),
                    e);
        }
    }

    private static String reason(Exception e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return cause.getClass().getSimpleName()
                + (cause.getMessage() == null ? "" : ": " + cause.getMessage());
    }

    private static Map<String, Long> caps(Admin admin, int millis)
            throws InterruptedException, ExecutionException, TimeoutException {
        List<ConfigResource> brokers =
                admin
                        .describeCluster(new DescribeClusterOptions().timeoutMs(millis))
                        .nodes()
                        .get(millis, TimeUnit.MILLISECONDS)
                        .stream()
                        .map(Node::idString)
                        .map(id -> new ConfigResource(ConfigResource.Type.BROKER, id))
                        .toList();
        Map<ConfigResource, Config> configs =
                admin.describeConfigs(brokers).all().get(millis, TimeUnit.MILLISECONDS);
        Map<String, Long> caps = new TreeMap<>();
        configs.forEach(
                (broker, config) -> {
                    ConfigEntry cap = config.get(CAP);
                    if (cap != null && cap.value() != null) {
                        caps.put(broker.name(), Long.valueOf(cap.value()));
                    }
                });
        return caps;
    }

    /**
     * @param caps in milliseconds, by broker
     */
    static void check(Duration wanted, Map<String, Long> caps) {
        caps.forEach(
                (broker, cap) -> {
                    if (cap < wanted.toMillis()) {
                        throw new IllegalStateException(
                                "the sinks' transaction timeout is %d ms, and broker %s allows %d ms; set %s=%d on the brokers, or choose a timeout of at most %d ms, which is then the longest time that the job may be down"
                                        .formatted(
                                                wanted.toMillis(),
                                                broker,
                                                cap,
                                                CAP,
                                                wanted.toMillis(),
                                                cap));
                    }
                });
    }
}
