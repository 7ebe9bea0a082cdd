package io.millrace.it.read;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Reads one topic from its beginning, and then what is added, as bytes. */
public final class TopicReader implements AutoCloseable {

    private static final Duration A_MOMENT = Duration.ofMillis(100);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();

    private TopicReader(String bootstrapServers, String topic, String isolation) {
        this.consumer =
                new KafkaConsumer<>(
                        Map.of(
                                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                bootstrapServers,
                                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                                isolation,
                                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                                "earliest"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        this.partitions =
                consumer.partitionsFor(topic).stream()
                        .map(info -> new TopicPartition(topic, info.partition()))
                        .toList();
        if (partitions.isEmpty()) {
            throw new IllegalStateException("There is no topic " + topic);
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Sees only what transactions have committed. */
    public static TopicReader committed(String bootstrapServers, String topic) {
        return new TopicReader(bootstrapServers, topic, "read_committed");
    }

    /** Sees everything at once, also what will be aborted. */
    public static TopicReader uncommitted(String bootstrapServers, String topic) {
        return new TopicReader(bootstrapServers, topic, "read_uncommitted");
    }

    /** Everything that's committed in a topic now, in order within each partition. */
    public static List<ConsumerRecord<byte[], byte[]>> all(String bootstrapServers, String topic) {
        try (TopicReader reader = committed(bootstrapServers, topic)) {
            return reader.readToEnd();
        }
    }

    /**
     * Reads on to the end that the topic has at the time of the call.
     *
     * @return everything read since this reader was made
     */
    public List<ConsumerRecord<byte[], byte[]>> readToEnd() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        // A position, not a record, tells the end: markers of transactions take offsets too.
        while (ends.entrySet().stream()
                .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(A_MOMENT).forEach(records::add);
        }
        return Collections.unmodifiableList(records);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
