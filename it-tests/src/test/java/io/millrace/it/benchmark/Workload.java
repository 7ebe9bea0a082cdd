package io.millrace.it.benchmark;

import io.millrace.it.read.PlainWriter;

import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;

/**
 * Payments of some 100 bytes, evenly over a span of event time and out of order by less than 4 s.
 *
 * <p>Amounts are multiples of 1/64: sums and sums of squares of all that a window holds are then
 * exact in a double, so that a difference between two programs isn't SQL's rounding.
 *
 * @param span of event time
 * @param seed of everything random
 */
record Workload(
        Keys.Distribution keys, int rows, int accounts, int merchants, Duration span, long seed) {

    static final int PARTITIONS = 4;
    static final int OUT_OF_ORDER_MILLIS = 4_000;

    /** The pipelines' {@code out_of_orderness}. */
    static final int BOUND_MILLIS = 5_000;

    static final Schema SCHEMA =
            SchemaBuilder.record("Payment")
                    .namespace("benchmark")
                    .fields()
                    .requiredString("payment_id")
                    .name("paid_at")
                    .type(
                            org.apache.avro.LogicalTypes.timestampMillis()
                                    .addToSchema(Schema.create(Schema.Type.LONG)))
                    .noDefault()
                    .requiredString("account_id")
                    .requiredString("merchant_id")
                    .requiredDouble("amount")
                    .requiredString("currency")
                    .requiredString("country")
                    .requiredString("reference")
                    .endRecord();

    private static final long START = 1_767_225_600_000L;

    /** Sends the payments, then says on each partition that nothing older comes. */
    void send(String bootstrapServers, String topic, int schemaId) {
        Random random = new Random(seed);
        Keys account = new Keys(keys, accounts);
        Keys merchant = new Keys(keys, merchants);
        try (var producer = producer(bootstrapServers)) {
            for (int row = 0; row < rows; row++) {
                long time = time(row) - random.nextInt(OUT_OF_ORDER_MILLIS);
                GenericRecord payment =
                        payment(row, time, account.draw(random), merchant.draw(random), random);
                byte[] value = PlainWriter.frame(schemaId, payment);
                producer.send(new ProducerRecord<>(topic, row % PARTITIONS, new byte[0], value));
            }
            for (int partition = 0; partition < PARTITIONS; partition++) {
                producer.send(
                        heartbeat(topic, partition, time(rows) + Duration.ofDays(1).toMillis()));
            }
        }
    }

    /** The same payments in a file of Avro's. */
    void write(Path file) {
        Random random = new Random(seed);
        Keys account = new Keys(keys, accounts);
        Keys merchant = new Keys(keys, merchants);
        try (var writer =
                new DataFileWriter<GenericRecord>(new GenericDatumWriter<>(SCHEMA))
                        .create(SCHEMA, file.toFile())) {
            for (int row = 0; row < rows; row++) {
                long time = time(row) - random.nextInt(OUT_OF_ORDER_MILLIS);
                writer.append(
                        payment(row, time, account.draw(random), merchant.draw(random), random));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("can't write " + file, e);
        }
    }

    static GenericRecord payment(int row, long time, int account, int merchant, Random random) {
        GenericRecord payment = new GenericData.Record(SCHEMA);
        payment.put("payment_id", id(row));
        payment.put("paid_at", time);
        payment.put("account_id", "acc-%08d".formatted(account));
        payment.put("merchant_id", "mer-%06d".formatted(merchant));
        payment.put("amount", (1 + random.nextInt(99_999)) / 64.0);
        payment.put("currency", "EUR");
        payment.put("country", "DE");
        payment.put("reference", "invoice %08x of 2026".formatted(random.nextInt()));
        return payment;
    }

    static String id(int row) {
        return "p-%010d".formatted(row);
    }

    private long time(int row) {
        return START + (long) ((double) span.toMillis() / rows * row);
    }

    /** A record that says that a partition's events are complete up to a time. */
    static ProducerRecord<byte[], byte[]> heartbeat(String topic, int partition, long time) {
        ProducerRecord<byte[], byte[]> beat =
                new ProducerRecord<>(topic, partition, new byte[0], null);
        beat.headers()
                .add("millrace-heartbeat", Long.toString(time).getBytes(StandardCharsets.UTF_8));
        return beat;
    }

    private static KafkaProducer<byte[], byte[]> producer(String bootstrapServers) {
        return producer(bootstrapServers, 20);
    }

    static KafkaProducer<byte[], byte[]> producer(String bootstrapServers, int lingerMillis) {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "linger.ms",
                        Integer.toString(lingerMillis)),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }
}
