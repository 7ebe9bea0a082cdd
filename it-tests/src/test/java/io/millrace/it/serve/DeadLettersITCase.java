package io.millrace.it.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.it.cluster.SharedCluster;
import io.millrace.it.process.Await;
import io.millrace.it.process.FlinkClusterProcesses;
import io.millrace.it.process.KafkaBroker;
import io.millrace.it.process.RegistryServerProcess;
import io.millrace.it.read.PlainReader;
import io.millrace.it.read.PlainWriter;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** What serve can't use is kept whole: each dead letter holds the bytes that were sent. */
@ExtendWith(SharedCluster.class)
class DeadLettersITCase {
    private static final long SEED = 20261122;
    private static final String PIPELINE = "refusing";
    private static final String TOPIC = "refused-payments";
    private static final int PARTITIONS = 3;
    private static final Path JAR = Path.of("../jobs/target/millrace/millrace.jar");
    private static final Path EXAMPLE = Path.of("../jobs/examples/card-fraud");
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Random random = new Random(SEED);
    private final Map<String, Sent> sent = new TreeMap<>();
    @TempDir private Path folder;

    /** A record as it was sent, in hexadecimal. */
    private record Sent(String rule, String key, String value, List<String> headers) {}

    @Test
    void keepsKeyValueAndHeadersOfEveryRefusedRecord(
            KafkaBroker broker, RegistryServerProcess registry, FlinkClusterProcesses flink)
            throws Exception {
        broker.createTopic(TOPIC, PARTITIONS);
        Schema schema = new Schema.Parser().parse(EXAMPLE.resolve("transactions.avsc").toFile());
        int id = new PlainWriter(registry.url()).register(TOPIC, schema);
        try (var producer =
                new KafkaProducer<>(
                        Map.<String, Object>of("bootstrap.servers", broker.bootstrapServers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            sendAll(producer, schema, id);
        }
        String job = serve(broker, registry, flink);

        PlainReader reader = new PlainReader(broker.bootstrapServers(), registry.url());
        Await.until(
                sent.size() + " dead letters",
                PATIENCE,
                () -> reader.records(PIPELINE + ".dead-letters").size() >= sent.size(),
                () -> reader.records(PIPELINE + ".dead-letters").size() + " came");

        Map<String, Sent> kept = new TreeMap<>();
        for (GenericRecord letter : reader.values(PIPELINE + ".dead-letters")) {
            assertThat(kept.put(place(letter), kept(letter))).as("one letter a record").isNull();
        }
        assertThat(kept).as("seed %d", SEED).isEqualTo(sent);
        flink.rest().cancel(job);
    }

    private void sendAll(KafkaProducer<byte[], byte[]> producer, Schema schema, int id)
            throws Exception {
        GenericRecord good = payment(schema);
        byte[] whole = PlainWriter.frame(id, good);
        GenericRecord dear = payment(schema);
        dear.put("amount", 1e9);
        GenericRecord infinite = payment(schema);
        infinite.put("amount", Double.POSITIVE_INFINITY);
        GenericRecord ancient = payment(schema);
        ancient.put("occurred_at", -62_135_596_800_001L);
        GenericRecord nameless = payment(schema);
        nameless.put("transaction_id", "");

        for (int round = 0; round < 5; round++) {
            send(producer, "null-value", null);
            send(producer, "not-framed", new byte[0]);
            send(producer, "not-framed", "{\"amount\": 1}".getBytes(StandardCharsets.UTF_8));
            send(producer, "not-framed", new byte[] {0, 0, 0, 0});
            send(producer, "unknown-schema", framed(987_654, whole));
            send(producer, "malformed", java.util.Arrays.copyOf(whole, whole.length - 3));
            send(producer, "trailing-bytes", java.util.Arrays.copyOf(whole, whole.length + 2));
            send(producer, "amount between [0.0, 100000.0]", PlainWriter.frame(id, dear));
            send(producer, "not-finite", PlainWriter.frame(id, infinite));
            send(producer, "event-time-out-of-range", PlainWriter.frame(id, ancient));
            send(producer, "bad-id", PlainWriter.frame(id, nameless));
        }
    }

    private static GenericRecord payment(Schema schema) {
        GenericRecord payment = new GenericData.Record(schema);
        payment.put("transaction_id", "txn-1");
        payment.put("occurred_at", 1_772_323_200_000L);
        payment.put("account_id", "acc-1");
        payment.put("merchant_id", "mer-1");
        payment.put("amount", 12.5);
        payment.put("currency", "EUR");
        payment.put("country", "DE");
        payment.put("status", "APPROVED");
        return payment;
    }

    private static byte[] framed(int id, byte[] framed) {
        byte[] other = framed.clone();
        ByteBuffer.wrap(other).putInt(1, id);
        return other;
    }

    /** With a key and headers of any bytes: none, empty, repeated, not text. */
    private void send(KafkaProducer<byte[], byte[]> producer, String rule, byte @Nullable [] value)
            throws Exception {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(TOPIC, random.nextInt(PARTITIONS), bytes(), value);
        for (int headers = random.nextInt(4); headers > 0; headers--) {
            record.headers().add("h" + random.nextInt(2), bytes());
        }
        RecordMetadata at = producer.send(record).get();
        List<String> headers = new ArrayList<>();
        for (Header header : record.headers()) {
            headers.add(header.key() + "=" + hexadecimal(header.value()));
        }
        sent.put(
                at.partition() + "/" + at.offset(),
                new Sent(rule, hexadecimal(record.key()), hexadecimal(value), headers));
    }

    private byte @Nullable [] bytes() {
        int length = random.nextInt(6) - 1;
        if (length < 0) {
            return null;
        }
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String place(GenericRecord letter) {
        assertThat(letter.get("topic")).hasToString(TOPIC);
        return letter.get("partition") + "/" + letter.get("offset");
    }

    private static Sent kept(GenericRecord letter) {
        List<String> headers = new ArrayList<>();
        for (Object header : (List<?>) letter.get("headers")) {
            GenericRecord pair = (GenericRecord) header;
            headers.add(pair.get("key") + "=" + hexadecimal(bytes(pair.get("value"))));
        }
        return new Sent(
                letter.get("rule").toString(),
                hexadecimal(bytes(letter.get("key"))),
                hexadecimal(bytes(letter.get("value"))),
                headers);
    }

    private static byte @Nullable [] bytes(@Nullable Object field) {
        if (field == null) {
            return null;
        }
        ByteBuffer buffer = ((ByteBuffer) field).duplicate();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static String hexadecimal(byte @Nullable [] bytes) {
        return bytes == null ? "null" : HexFormat.of().formatHex(bytes);
    }

    /** The example's pipeline, under another name and on another topic. */
    private String serve(
            KafkaBroker broker, RegistryServerProcess registry, FlinkClusterProcesses flink)
            throws IOException {
        String text = Files.readString(EXAMPLE.resolve("pipeline.yaml"));
        String other =
                text.replace("pipeline: card-fraud", "pipeline: " + PIPELINE)
                        .replace("topic: transactions", "topic: " + TOPIC);
        assertThat(other).contains("pipeline: " + PIPELINE).contains("topic: " + TOPIC);
        Path file = Files.writeString(folder.resolve("pipeline.yaml"), other);
        for (String schema : List.of("transactions.avsc", "chargebacks.avsc")) {
            if (Files.exists(EXAMPLE.resolve(schema))) {
                Files.copy(EXAMPLE.resolve(schema), folder.resolve(schema));
            }
        }
        return flink.run(
                List.of("-p", "2", "-Dexecution.checkpointing.interval=1s"),
                JAR.toAbsolutePath(),
                "serve",
                "--pipeline",
                file.toAbsolutePath().toString(),
                "--bootstrap",
                broker.bootstrapServers(),
                "--registry",
                registry.url());
    }
}
