package io.millrace.it.benchmark;

import io.millrace.it.process.Await;
import io.millrace.it.read.PlainWriter;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * How long it takes from an event that's sent to its prediction that's seen, uncommitted, at a
 * steady rate: both by this JVM's clock. Events are stamped with the time at which they're sent.
 */
final class Latency {
    private static final Duration A_MOMENT = Duration.ofMillis(5);
    private static final Duration AT_MOST = Duration.ofMinutes(3);
    private static final long TICK_NANOS = 1_000_000;
    private static final int DIGITS = 10;

    private final String bootstrapServers;
    private final String input;
    private final String output;
    private final int schema;

    /**
     * @param schema its id at the registry
     */
    Latency(String bootstrapServers, String input, String output, int schema) {
        this.bootstrapServers = bootstrapServers;
        this.input = input;
        this.output = output;
        this.schema = schema;
    }

    /**
     * Latencies in microseconds.
     *
     * @param asked events a second
     * @param sent events a second, as it was
     * @param missing events that were never answered
     */
    record Measurement(
            double asked,
            double sent,
            long events,
            long missing,
            double p50,
            double p99,
            double p999,
            double largest) {}

    /** Sends at a rate for so many seconds, after a third as long to get warm. */
    Measurement measure(double perSecond, int seconds) {
        int warm = (int) (perSecond * seconds / 3);
        int total = warm + (int) (perSecond * seconds);
        var sentAt = new AtomicLongArray(total);
        var seenAt = new AtomicLongArray(total);
        var over = new AtomicBoolean();
        Thread reader = new Thread(() -> read(seenAt, over), "latency-reader");
        reader.start();
        long start = System.nanoTime();
        send(perSecond, sentAt);
        double sent = total / ((System.nanoTime() - start) / 1e9);
        try (var beats = Workload.producer(bootstrapServers, 0)) {
            Await.until(
                    "an answer to the last of " + total + " events",
                    AT_MOST,
                    () -> {
                        beat(beats);
                        return seen(seenAt) == total;
                    },
                    () -> seen(seenAt) + " were answered");
        } catch (AssertionError e) {
            System.out.println(e.getMessage());
        }
        over.set(true);
        return measurement(perSecond, sent, warm, sentAt, seenAt);
    }

    private static int seen(AtomicLongArray seenAt) {
        return (int) IntStream.range(0, seenAt.length()).filter(i -> seenAt.get(i) != 0).count();
    }

    private static Measurement measurement(
            double asked, double sent, int warm, AtomicLongArray sentAt, AtomicLongArray seenAt) {
        double[] micros =
                IntStream.range(warm, sentAt.length())
                        .filter(i -> seenAt.get(i) != 0)
                        .mapToDouble(i -> (seenAt.get(i) - sentAt.get(i)) / 1e3)
                        .sorted()
                        .toArray();
        long missing = (long) sentAt.length() - warm - micros.length;
        return new Measurement(
                asked,
                sent,
                micros.length,
                missing,
                quantile(micros, 0.5),
                quantile(micros, 0.99),
                quantile(micros, 0.999),
                quantile(micros, 1));
    }

    private static double quantile(double[] sorted, double share) {
        return sorted.length == 0
                ? Double.NaN
                : sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
    }

    private void send(double perSecond, AtomicLongArray sentAt) {
        Random random = new Random(1);
        try (var producer = Workload.producer(bootstrapServers, 0)) {
            long start = System.nanoTime();
            int sent = 0;
            while (sent < sentAt.length()) {
                long due = (long) ((System.nanoTime() - start) / 1e9 * perSecond);
                for (; sent < Math.min(due, sentAt.length()); sent++) {
                    byte[] value =
                            PlainWriter.frame(
                                    schema,
                                    Workload.payment(
                                            sent,
                                            System.currentTimeMillis(),
                                            random.nextInt(100_000),
                                            random.nextInt(10_000),
                                            random));
                    sentAt.set(sent, System.nanoTime());
                    producer.send(
                            new ProducerRecord<>(
                                    input, sent % Workload.PARTITIONS, new byte[0], value));
                }
                LockSupport.parkNanos(TICK_NANOS);
            }
        }
    }

    /** Nothing older comes: the last events needn't wait for others. */
    private void beat(KafkaProducer<byte[], byte[]> producer) {
        for (int partition = 0; partition < Workload.PARTITIONS; partition++) {
            producer.send(Workload.heartbeat(input, partition, System.currentTimeMillis()));
        }
        producer.flush();
    }

    private void read(AtomicLongArray seenAt, AtomicBoolean over) {
        try (var consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                bootstrapServers,
                                "isolation.level",
                                "read_uncommitted",
                                "fetch.max.wait.ms",
                                "5"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(output, AT_MOST).stream()
                            .map(info -> new TopicPartition(output, info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (!over.get()) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(A_MOMENT)) {
                    int row = row(record.value());
                    if (row >= 0 && row < seenAt.length()) {
                        seenAt.compareAndSet(row, 0, System.nanoTime());
                    }
                }
            }
        }
    }

    /**
     * The row of a prediction's event: its id is looked for in the bytes, since decoding them all
     * would take its share of the machine that's measured.
     */
    static int row(byte[] value) {
        byte[] id = Workload.id(0).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        int prefix = id.length - DIGITS;
        for (int at = 0; at + id.length <= value.length; at++) {
            if (Arrays.equals(value, at, at + prefix, id, 0, prefix)) {
                int row = digits(value, at + prefix);
                if (row >= 0) {
                    return row;
                }
            }
        }
        return -1;
    }

    private static int digits(byte[] value, int from) {
        int number = 0;
        for (int i = from; i < from + DIGITS; i++) {
            if (value[i] < '0' || value[i] > '9') {
                return -1;
            }
            number = number * 10 + value[i] - '0';
        }
        return number;
    }
}
