package io.millrace.jobs.examples.cardfraud;

import io.millrace.jobs.kafka.KafkaSettings;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Counts what's committed on topics by reading it: offsets would count transaction markers, too,
 * and a counter in the job could be wrong. For use by one thread.
 */
public final class TopicAccounts implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<String, Long> counts = new TreeMap<>();
    private final BiConsumer<String, byte[]> listener;

    /**
     * @param listener hears of each record's topic and value
     */
    public TopicAccounts(
            KafkaSettings kafka, List<String> topics, BiConsumer<String, byte[]> listener) {
        Properties settings = kafka.client();
        settings.put("isolation.level", "read_committed");
        settings.put("enable.auto.commit", "false");
        consumer =
                new KafkaConsumer<>(
                        settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.listener = listener;
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : topics) {
            counts.put(topic, 0L);
            consumer.partitionsFor(topic)
                    .forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Reads what has come, waiting for it a moment. */
    public void update() {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            counts.merge(record.topic(), 1L, Long::sum);
            listener.accept(record.topic(), record.value());
        }
    }

    public long count(String topic) {
        return counts.getOrDefault(topic, 0L);
    }

    /** How many there are on all topics. */
    public long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
