package io.millrace.jobs.alert;

import io.millrace.jobs.kafka.KafkaSettings;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Asks the brokers for the newest timestamps; no record is read for it. */
final class KafkaTraffic implements Traffic {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final Admin admin;

    private KafkaTraffic(Admin admin) {
        this.admin = admin;
    }

    static Factory factory(KafkaSettings kafka) {
        return new KafkaFactory(kafka);
    }

    private record KafkaFactory(KafkaSettings kafka) implements Factory {
        private static final long serialVersionUID = 1L;

        @Override
        public Traffic open() {
            return new KafkaTraffic(Admin.create(kafka.client()));
        }
    }

    @Override
    public CompletableFuture<Map<String, Long>> newest(Collection<String> topics) {
        return admin.describeTopics(topics)
                .allTopicNames()
                .toCompletionStage()
                .toCompletableFuture()
                .thenCompose(this::newestOfPartitions)
                .thenApply(KafkaTraffic::newestByTopic);
    }

    private CompletableFuture<Map<TopicPartition, ListOffsetsResultInfo>> newestOfPartitions(
            Map<String, TopicDescription> topics) {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        topics.values()
                .forEach(
                        topic ->
                                topic.partitions()
                                        .forEach(
                                                partition ->
                                                        asked.put(
                                                                new TopicPartition(
                                                                        topic.name(),
                                                                        partition.partition()),
                                                                OffsetSpec.maxTimestamp())));
        return admin.listOffsets(asked).all().toCompletionStage().toCompletableFuture();
    }

    private static Map<String, Long> newestByTopic(
            Map<TopicPartition, ListOffsetsResultInfo> partitions) {
        Map<String, Long> newest = new TreeMap<>();
        partitions.forEach(
                (partition, info) -> {
                    if (info.timestamp() >= 0) {
                        newest.merge(partition.topic(), info.timestamp(), Math::max);
                    }
                });
        return newest;
    }

    @Override
    public void close() {
        admin.close(CLOSE_TIMEOUT);
    }
}
