package io.millrace.it.job;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Input for {@link CountingJob}, and the output that it owes for it, worked out without Flink. */
public final class CountedLines implements AutoCloseable {

    private static final int KEYS = 300;

    private final KafkaProducer<String, String> producer;
    private final String topic;
    private final long seed;
    private final Random random;
    private final Map<String, List<String>> owed = new TreeMap<>();
    private int sent;

    public CountedLines(String bootstrapServers, String topic, long seed) {
        this.producer =
                new KafkaProducer<>(
                        Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                        new StringSerializer(),
                        new StringSerializer());
        this.topic = topic;
        this.seed = seed;
        this.random = new Random(seed);
    }

    /** Sends some more lines; returns when the broker has them. */
    public void send(int lines) {
        for (int i = 0; i < lines; i++) {
            String key = "key-" + random.nextInt(KEYS);
            String line = key + "," + sent++;
            List<String> ofKey = owed.computeIfAbsent(key, k -> new ArrayList<>());
            ofKey.add(line + "," + (ofKey.size() + 1));
            producer.send(new ProducerRecord<>(topic, key, line));
        }
        producer.flush();
    }

    public int sent() {
        return sent;
    }

    /** Fails unless these are the lines owed for all that was sent, in order within each key. */
    public void check(List<ConsumerRecord<byte[], byte[]>> records) {
        var found = new TreeMap<String, List<String>>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            String key = new String(record.key(), StandardCharsets.UTF_8);
            found.computeIfAbsent(key, k -> new ArrayList<>())
                    .add(new String(record.value(), StandardCharsets.UTF_8));
        }
        owed.forEach(
                (key, lines) -> {
                    if (!lines.equals(found.get(key))) {
                        throw new AssertionError(
                                "seed %d, %d sent, %d found; for %s owed %s, found %s"
                                        .formatted(
                                                seed,
                                                sent,
                                                records.size(),
                                                key,
                                                lines,
                                                found.get(key)));
                    }
                });
        if (records.size() != sent) {
            throw new AssertionError(
                    "seed %d: %d sent, %d found".formatted(seed, sent, records.size()));
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
