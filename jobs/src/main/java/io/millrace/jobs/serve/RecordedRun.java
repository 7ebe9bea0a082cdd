package io.millrace.jobs.serve;

import io.millrace.jobs.kafka.KafkaSettings;
import io.millrace.schemas.avro.Duplicate;
import io.millrace.schemas.avro.LateEvent;
import io.millrace.schemas.serde.AvroRecordDeserializer;
import io.millrace.schemas.serde.ConfluentSchemaRegistry;
import io.millrace.schemas.serde.RegistrySettings;
import io.millrace.schemas.serde.SchemaRegistry;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Reads from its topics what a live run recorded. */
public final class RecordedRun {
    private static final Duration POLL = Duration.ofMillis(200);

    private RecordedRun() {}

    /** The events that the live run passed by: the late ones and the duplicates. */
    static Recorded read(
            KafkaSettings kafka, RegistrySettings registry, String lateEvents, String duplicates) {
        Map<String, List<Long>> passedBy = new TreeMap<>();
        readLate(kafka, registry, lateEvents, passedBy);
        readDuplicates(kafka, registry, duplicates, passedBy);
        return Recorded.of(passedBy);
    }

    /**
     * The events that the live run recorded as late.
     *
     * @param topic where it did
     */
    public static Recorded late(KafkaSettings kafka, RegistrySettings registry, String topic) {
        Map<String, List<Long>> passedBy = new TreeMap<>();
        readLate(kafka, registry, topic, passedBy);
        return Recorded.of(passedBy);
    }

    /**
     * The events that the live run recorded as duplicates.
     *
     * @param topic where it did
     */
    public static Recorded duplicates(
            KafkaSettings kafka, RegistrySettings registry, String topic) {
        Map<String, List<Long>> passedBy = new TreeMap<>();
        readDuplicates(kafka, registry, topic, passedBy);
        return Recorded.of(passedBy);
    }

    private static void readLate(
            KafkaSettings kafka,
            RegistrySettings registry,
            String topic,
            Map<String, List<Long>> passedBy) {
        try (SchemaRegistry schemas = new ConfluentSchemaRegistry(registry)) {
            var late = new AvroRecordDeserializer<>(schemas, LateEvent.class);
            forEach(
                    kafka,
                    topic,
                    value -> {
                        LateEvent event = late.deserialize(value);
                        add(event.getTopic(), event.getPartition(), event.getOffset(), passedBy);
                    });
        }
    }

    private static void readDuplicates(
            KafkaSettings kafka,
            RegistrySettings registry,
            String topic,
            Map<String, List<Long>> passedBy) {
        try (SchemaRegistry schemas = new ConfluentSchemaRegistry(registry)) {
            var repeated = new AvroRecordDeserializer<>(schemas, Duplicate.class);
            forEach(
                    kafka,
                    topic,
                    value -> {
                        Duplicate event = repeated.deserialize(value);
                        add(event.getTopic(), event.getPartition(), event.getOffset(), passedBy);
                    });
        }
    }

    private static void add(
            String topic, int partition, long offset, Map<String, List<Long>> passedBy) {
        passedBy.computeIfAbsent(topic + "/" + partition, key -> new ArrayList<>()).add(offset);
    }

    /** Where the topics' partitions end now. */
    static Map<TopicPartition, Long> ends(KafkaSettings kafka, List<String> topics) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(kafka)) {
            List<TopicPartition> partitions = new ArrayList<>();
            topics.forEach(topic -> partitions.addAll(partitions(consumer, topic)));
            return new HashMap<>(consumer.endOffsets(partitions));
        }
    }

    private static void forEach(KafkaSettings kafka, String topic, Consumer<byte[]> action) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(kafka)) {
            List<TopicPartition> partitions = partitions(consumer, topic);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream()
                    .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    action.accept(record.value());
                }
            }
        }
    }

    private static List<TopicPartition> partitions(
            KafkaConsumer<byte[], byte[]> consumer, String topic) {
        return consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
    }

    private static KafkaConsumer<byte[], byte[]> consumer(KafkaSettings kafka) {
        var client = kafka.client();
        client.put("isolation.level", "read_committed");
        client.put("enable.auto.commit", "false");
        return new KafkaConsumer<>(
                client, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
