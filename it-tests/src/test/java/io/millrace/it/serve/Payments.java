package io.millrace.it.serve;

import io.millrace.it.oracle.FeatureOracle.Observation;
import io.millrace.it.read.PlainWriter;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A producer of payments that knows the example's schema and nothing else. */
final class Payments implements AutoCloseable {
    static final String TOPIC = "transactions";
    static final int PARTITIONS = 4;

    private static final long START = 1_772_323_200_000L;
    private static final long PAUSE = 40_000;

    private final Schema schema;
    private final int schemaId;
    private final Random random;
    private final KafkaProducer<byte[], byte[]> producer;
    private final List<Observation> good = new ArrayList<>();
    private long clock = START;
    private int count;
    private int records;

    Payments(String bootstrap, String registry, Path schemaFile, long seed) {
        try {
            schema = new Schema.Parser().parse(schemaFile.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        schemaId = new PlainWriter(registry).register(TOPIC, schema);
        random = new Random(seed);
        producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrap),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
    }

    /** Sends good payments, out of order by less than 5 s, with duplicates and bad records. */
    void send(int payments) {
        for (int i = 0; i < payments; i++) {
            clock += 1 + random.nextInt((int) PAUSE);
            GenericRecord payment = payment(clock - random.nextInt(4_000));
            byte[] value = PlainWriter.frame(schemaId, payment);
            int partition = random.nextInt(PARTITIONS);
            observe(payment, send(partition, value));
            if (i % 50 == 7) {
                send(partition, value);
            }
            if (i % 60 == 11) {
                send(partition, bad(i));
            }
        }
        producer.flush();
    }

    private byte[] bad(int i) {
        return switch (i / 60 % 4) {
            case 0 -> new byte[] {1, 2, 3};
            case 1 -> spoilt("amount", Double.NaN);
            case 2 -> spoilt("currency", "ZZZ");
            default -> spoilt("occurred_at", 253_370_764_800_000L);
        };
    }

    private byte[] spoilt(String field, Object value) {
        GenericRecord payment = payment(clock);
        payment.put(field, value);
        return PlainWriter.frame(schemaId, payment);
    }

    /** Says on every partition that all before now was sent. */
    void heartbeat() {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            ProducerRecord<byte[], byte[]> beat =
                    new ProducerRecord<>(TOPIC, partition, new byte[0], null);
            beat.headers()
                    .add(
                            "millrace-heartbeat",
                            Long.toString(clock + 5_001).getBytes(StandardCharsets.UTF_8));
            await(beat);
        }
    }

    /** Sends a payment that's an hour behind. */
    void sendLate() {
        send(0, PlainWriter.frame(schemaId, payment(clock - 3_600_000)));
        producer.flush();
    }

    /** How many records but heartbeats were sent. */
    int records() {
        return records;
    }

    List<Observation> good() {
        return good;
    }

    private GenericRecord payment(long time) {
        GenericRecord payment = new GenericData.Record(schema);
        payment.put("transaction_id", "txn-" + count++);
        payment.put("occurred_at", time);
        payment.put("account_id", random.nextInt(50) == 0 ? null : "acc-" + random.nextInt(12));
        payment.put("merchant_id", "mer-" + random.nextInt(7));
        payment.put("amount", Math.round(10_000 * random.nextDouble()) / 100.0);
        payment.put("currency", "EUR");
        payment.put("country", "DE");
        payment.put("status", random.nextInt(8) == 0 ? "DECLINED" : "APPROVED");
        payment.put("lat", random.nextInt(4) == 0 ? null : 50 * random.nextDouble());
        payment.put("lon", null);
        return payment;
    }

    private void observe(GenericRecord payment, RecordMetadata at) {
        Map<String, Object> fields = new HashMap<>();
        schema.getFields().forEach(f -> fields.put(f.name(), payment.get(f.name())));
        good.add(
                new Observation(
                        payment.get("transaction_id").toString(),
                        (Long) payment.get("occurred_at"),
                        at.partition(),
                        at.offset(),
                        fields));
    }

    private RecordMetadata send(int partition, byte[] value) {
        records++;
        return await(new ProducerRecord<>(TOPIC, partition, new byte[0], value));
    }

    private RecordMetadata await(ProducerRecord<byte[], byte[]> record) {
        try {
            return producer.send(record).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while sending", e);
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException("a payment could not be sent", e);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
