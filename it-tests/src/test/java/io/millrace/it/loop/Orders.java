package io.millrace.it.loop;

import io.millrace.it.read.PlainWriter;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * A shop's orders, and what became of them ten minutes later. Dear ones are returned, until the
 * change: then cheap ones are.
 */
final class Orders implements AutoCloseable {
    static final String ORDERS = "orders";
    static final String VERDICTS = "verdicts";
    static final int PARTITIONS = 2;

    private static final long START = 1_772_323_200_000L;
    private static final long PAUSE = 10_000;
    private static final long KNOWN_AFTER = 600_000;
    private static final int VERDICT_BEHIND = (int) (KNOWN_AFTER / PAUSE);

    private final Schema orders;
    private final Schema verdicts;
    private final int orderId;
    private final int verdictId;
    private final Random random;
    private final KafkaProducer<byte[], byte[]> producer;
    private final double[] amounts;
    private int changeAt = Integer.MAX_VALUE;
    private int sent;

    /**
     * @param most orders in all
     */
    Orders(String bootstrap, String registry, Path folder, long seed, int most) {
        try {
            orders = new Schema.Parser().parse(folder.resolve("orders.avsc").toFile());
            verdicts = new Schema.Parser().parse(folder.resolve("verdicts.avsc").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        PlainWriter writer = new PlainWriter(registry);
        orderId = writer.register(ORDERS, orders);
        verdictId = writer.register(VERDICTS, verdicts);
        random = new Random(seed);
        amounts = new double[most];
        producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrap),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
    }

    /** Event time of an order. */
    static long time(int number) {
        return START + number * PAUSE;
    }

    /** The world changes with the next order. */
    void change() {
        changeAt = sent;
    }

    /** Number of the first order after the change. */
    int changedAt() {
        return changeAt;
    }

    int sent() {
        return sent;
    }

    /** Sends orders, and the verdicts that are due meanwhile. */
    void send(int count, int perSecond) {
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            LockSupport.parkNanos(start + i * 1_000_000_000L / perSecond - System.nanoTime());
            amounts[sent] = Math.round(10_000 * random.nextDouble()) / 100.0;
            send(ORDERS, PlainWriter.frame(orderId, order(sent)), sent);
            if (sent >= VERDICT_BEHIND) {
                int known = sent - VERDICT_BEHIND;
                send(VERDICTS, PlainWriter.frame(verdictId, verdict(known)), known);
            }
            sent++;
        }
        producer.flush();
    }

    private GenericRecord order(int number) {
        GenericRecord order = new GenericData.Record(orders);
        order.put("order_id", "o-" + number);
        order.put("placed_at", time(number));
        order.put("customer_id", "c-" + number % 17);
        order.put("amount", amounts[number]);
        return order;
    }

    private GenericRecord verdict(int number) {
        GenericRecord verdict = new GenericData.Record(verdicts);
        verdict.put("order_id", "o-" + number);
        verdict.put("returned", isReturned(number));
        verdict.put("known_at", time(number) + KNOWN_AFTER);
        return verdict;
    }

    /** One order in sixteen is an exception. */
    boolean isReturned(int number) {
        boolean dear = amounts[number] > 50;
        boolean exception = number % 16 == 5;
        return (dear == number < changeAt) != exception;
    }

    /** Says on every partition that all before now was sent. */
    void heartbeat() {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            ProducerRecord<byte[], byte[]> beat =
                    new ProducerRecord<>(ORDERS, partition, new byte[0], null);
            beat.headers()
                    .add(
                            "millrace-heartbeat",
                            Long.toString(time(sent) + 1_001).getBytes(StandardCharsets.UTF_8));
            producer.send(beat);
        }
        producer.flush();
    }

    private void send(String topic, byte[] value, int number) {
        byte[] key = ("o-" + number).getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>(topic, number % PARTITIONS, key, value));
    }

    @Override
    public void close() {
        producer.close();
    }
}
