package io.millrace.jobs.registry;

import io.millrace.jobs.kafka.KafkaSettings;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * Reads with a plain {@code read_committed} consumer, without a group.
 *
 * <p>The end is reached when the position is at the end offset: transaction markers take offsets,
 * too, so that no record need be the last one.
 */
public final class KafkaRegistryReader implements RegistryReader {
    private static final Duration POLL = Duration.ofMillis(200);

    private final Consumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;

    private KafkaRegistryReader(Consumer<byte[], byte[]> consumer, List<String> topics) {
        this.consumer = consumer;
        this.partitions = topics.stream().map(topic -> new TopicPartition(topic, 0)).toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    public static Factory factory(KafkaSettings kafka) {
        return new KafkaFactory(kafka);
    }

    private record KafkaFactory(KafkaSettings kafka) implements Factory {
        @Override
        public RegistryReader open(List<String> topics) {
            return new KafkaRegistryReader(consumer(kafka), topics);
        }
    }

    private static Consumer<byte[], byte[]> consumer(KafkaSettings kafka) {
        Properties all = kafka.client();
        all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public List<RegistryRecord> readToEnd(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, timeout);
        List<RegistryRecord> records = new ArrayList<>();
        while (!reached(ends)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "the registry's topics "
                                + ends.keySet()
                                + " could not be read to their end within "
                                + timeout
                                + ": is the broker in reach, and does an open transaction block them?");
            }
            records.addAll(poll(POLL));
        }
        return records;
    }

    private boolean reached(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    @Override
    public List<RegistryRecord> poll(Duration timeout) {
        List<RegistryRecord> records = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(timeout)) {
            if (record.value() != null) {
                records.add(new RegistryRecord(record.topic(), record.offset(), record.value()));
            }
        }
        return records;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
