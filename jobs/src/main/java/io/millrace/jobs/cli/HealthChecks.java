package io.millrace.jobs.cli;

import com.fasterxml.jackson.databind.JsonNode;

import io.millrace.schemas.serde.ConfluentSchemaRegistry;
import io.millrace.schemas.serde.RegistrySettings;
import io.millrace.schemas.serde.RegistryUnavailableException;
import io.millrace.schemas.serde.SchemaRegistry;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLConnection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;

/** The single checks of {@code millrace status}. */
final class HealthChecks {
    private HealthChecks() {}

    static void brokers(Admin admin, Endpoints endpoints, Health health)
            throws ExecutionException, InterruptedException {
        DescribeClusterResult cluster = admin.describeCluster();
        int brokers = cluster.nodes().get().size();
        String detail = counted(brokers, "broker") + ", cluster " + cluster.clusterId().get();
        health.add(brokers > 0, "kafka", endpoints.toString(), detail);
    }

    static void registry(Endpoints endpoints, Health health) {
        if (endpoints.registry().isEmpty()) {
            return;
        }
        RegistrySettings settings = endpoints.requireRegistry();
        String name = settings.urls().get(0);
        try (SchemaRegistry registry = new ConfluentSchemaRegistry(settings)) {
            health.good("registry", name, counted(registry.subjects().size(), "subject"));
        } catch (RegistryUnavailableException e) {
            health.bad("registry", name, String.valueOf(e.getMessage()));
        }
    }

    /** The jobs of the environment on this machine, as Flink's REST API has them. */
    static void jobs(Endpoints endpoints, Health health) {
        if (endpoints.local().isEmpty()) {
            return;
        }
        String address = endpoints.local().get().flink();
        int millis = (int) Math.min(endpoints.timeout().toMillis(), Integer.MAX_VALUE);
        try {
            URLConnection connection =
                    URI.create(address).resolve("/jobs/overview").toURL().openConnection();
            connection.setConnectTimeout(millis);
            connection.setReadTimeout(millis);
            JsonNode overview;
            try (InputStream in = connection.getInputStream()) {
                overview = Json.MAPPER.readTree(in);
            }
            for (JsonNode job : overview.path("jobs")) {
                String state = job.path("state").asText();
                boolean isGood = List.of("RUNNING", "FINISHED").contains(state);
                health.add(
                        isGood, "job", job.path("name").asText(), state.toLowerCase(Locale.ROOT));
            }
        } catch (IOException | IllegalArgumentException e) {
            health.bad("flink", address, "gives no answer: " + e.getMessage());
        }
    }

    static void topics(List<TopicOffsets> topics, Health health) {
        for (TopicOffsets topic : topics) {
            List<TopicPartitionInfo> partitions = topic.topic().partitions();
            long leaderless = partitions.stream().filter(p -> p.leader() == null).count();
            String detail =
                    String.format(
                            Locale.ROOT,
                            "%s, %,d offsets",
                            counted(partitions.size(), "partition"),
                            topic.span());
            health.add(
                    leaderless == 0,
                    "topic",
                    topic.topic().name(),
                    leaderless == 0 ? detail : detail + ", " + leaderless + " without a leader");
        }
    }

    /** How far each consumer group is behind; being behind is no fault. */
    static void groups(Admin admin, List<TopicOffsets> topics, Health health)
            throws ExecutionException, InterruptedException {
        List<String> groups =
                admin.listGroups().all().get().stream()
                        .map(GroupListing::groupId)
                        .sorted(Comparator.naturalOrder())
                        .toList();
        for (String group : groups) {
            NavigableMap<String, Long> lags = lags(admin, group, topics);
            lags.forEach(
                    (topic, lag) ->
                            health.good(
                                    "group",
                                    group,
                                    String.format(Locale.ROOT, "%,d behind on %s", lag, topic)));
        }
    }

    private static NavigableMap<String, Long> lags(
            Admin admin, String group, List<TopicOffsets> topics)
            throws ExecutionException, InterruptedException {
        var committed = admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
        NavigableMap<String, Long> lags = new TreeMap<>();
        for (TopicOffsets topic : topics) {
            for (TopicPartition partition : TopicOffsets.partitions(topic.topic())) {
                var at = committed.get(partition);
                if (at != null) {
                    long lag = topic.end().get(partition.partition()) - at.offset();
                    lags.merge(partition.topic(), Math.max(0, lag), Long::sum);
                }
            }
        }
        return lags;
    }

    private static String counted(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
