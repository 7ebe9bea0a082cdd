package io.millrace.jobs.embedded;

import io.millrace.jobs.kafka.KafkaSettings;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.stream.IntStream;

/** Topics, written and read with plain Kafka clients and nothing of ours. */
public final class KafkaTopics {
    public static final int PARTITIONS = 2;

    private final Properties client;

    public KafkaTopics(KafkaSettings kafka) {
        this.client = kafka.client();
    }

    public void create(String... names) throws Exception {
        try (Admin admin = Admin.create(client)) {
            for (String name : names) {
                admin.createTopics(List.of(new NewTopic(name, PARTITIONS, (short) 1))).all().get();
            }
        }
    }

    /** Writes numbers with five digits, by turns to each partition. */
    void writeNumbers(String topic, int from, int to) {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
            send(producer, topic, from, to);
        }
    }

    /**
     * Writes numbers in a transaction that is then aborted: they're in the log, and don't count.
     */
    public void abortNumbers(String topic, int from, int to) {
        Properties properties = new Properties();
        properties.putAll(client);
        properties.setProperty("transactional.id", "aborting");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            send(producer, topic, from, to);
            producer.flush();
            producer.abortTransaction();
        }
    }

    private static void send(
            KafkaProducer<byte[], byte[]> producer, String topic, int from, int to) {
        for (int i = from; i < to; i++) {
            byte[] value = number(i).getBytes(StandardCharsets.UTF_8);
            var unused = producer.send(new ProducerRecord<>(topic, i % PARTITIONS, null, value));
        }
    }

    /** Writes values to a partition, in their order. */
    public void write(String topic, int partition, List<byte[]> values) {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (byte[] value : values) {
                var unused = producer.send(new ProducerRecord<>(topic, partition, null, value));
            }
        }
    }

    /** Deletes what's before an offset, as retention does. */
    public void deleteBefore(String topic, int partition, long offset) throws Exception {
        try (Admin admin = Admin.create(client)) {
            admin.deleteRecords(
                            Map.of(
                                    new TopicPartition(topic, partition),
                                    RecordsToDelete.beforeOffset(offset)))
                    .all()
                    .get();
        }
    }

    static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(KafkaTopics::number).toList();
    }

    private static String number(int i) {
        return String.format(Locale.ROOT, "%05d", i);
    }

    /** All that's committed by now, in no particular order. */
    List<String> committed(String topic) {
        return records(topic).stream()
                .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                .toList();
    }

    public List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        List<TopicPartition> partitions =
                IntStream.range(0, PARTITIONS).mapToObj(p -> new TopicPartition(topic, p)).toList();
        Properties properties = new Properties();
        properties.putAll(client);
        properties.put("isolation.level", "read_committed");
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream()
                    .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    /** The end of each partition, transaction markers included. */
    Map<TopicPartition, Long> ends(String topic) {
        List<TopicPartition> partitions =
                IntStream.range(0, PARTITIONS).mapToObj(p -> new TopicPartition(topic, p)).toList();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            return consumer.endOffsets(partitions);
        }
    }
}
