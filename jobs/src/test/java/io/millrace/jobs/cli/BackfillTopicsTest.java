package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import io.millrace.jobs.JobSettings;
import io.millrace.jobs.cli.BackfillShop.Sale;
import io.millrace.jobs.embedded.EmbeddedEnvironment;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.jobs.serve.Heartbeats;
import io.millrace.jobs.serve.ServeLaunch;
import io.millrace.schemas.serde.ConfluentSchemaRegistry;
import io.millrace.schemas.serde.RegistrySettings;
import io.millrace.schemas.serde.WireFormat;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** {@code millrace backfill} from topics, beside the run that has served them. */
class BackfillTopicsTest {
    private static final long SEED = 11;
    private static final int PARTITIONS = 2;
    private static final List<Sale> SALES = BackfillShop.random(300, SEED);
    private static final Sale LATE =
            new Sale("late", SALES.get(50).at(), "c1", "m1", SALES.get(0).amount());

    @TempDir Path folder;
    @TempDir Path data;

    private String bootstrap = "";
    private String registry = "";

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void givesTheVectorsThatWereServed() throws Exception {
        BackfillShop.writeDefinitions(folder);
        Path home = Path.of(System.getProperty("millrace.registry", "target/millrace/registry"));
        try (EmbeddedEnvironment environment =
                EmbeddedEnvironment.start(EmbeddedEnvironment.Settings.of(data, home))) {
            bootstrap = environment.kafka().bootstrap();
            registry = environment.registryUrl();
            serve(environment);

            JsonNode served = run("served.jsonl", "--as-served");
            JsonNode full = run("full.jsonl", "--full-knowledge");
            run("topic:rows", "--as-served");

            Map<String, JsonNode> rows = rows("served.jsonl");
            List<GenericRecord> predictions = read("shop.predictions");
            assertThat(rows).hasSize(SALES.size()).hasSameSizeAs(predictions);
            predictions.forEach(prediction -> assertSame(prediction, row(rows, prediction)));
            assertThat(served.get("late").asLong()).isEqualTo(1);
            assertThat(served.get("duplicates").asLong()).isEqualTo(1);
            assertThat(full.get("late").asLong()).isZero();
            assertThat(full.get("duplicates").asLong()).isEqualTo(1);
            assertThat(rows("full.jsonl")).hasSize(SALES.size() + 1).containsKey("late");
            assertThat(read("rows"))
                    .extracting(row -> row.get("event_id").toString())
                    .containsExactlyInAnyOrderElementsOf(rows.keySet());
        }
    }

    private static JsonNode row(Map<String, JsonNode> rows, GenericRecord prediction) {
        String id = prediction.get("event_id").toString();
        return Objects.requireNonNull(rows.get(id), id);
    }

    /** To the last bit: JSON has every digit of a double. */
    private static void assertSame(GenericRecord prediction, JsonNode row) {
        GenericRecord features = (GenericRecord) prediction.get("features");
        for (Schema.Field field : features.getSchema().getFields()) {
            Object value = features.get(field.pos());
            JsonNode own = row.get(field.name());
            assertThat(
                            own.isNull()
                                    ? null
                                    : own.isDouble() ? (Object) own.asDouble() : own.asLong())
                    .as("%s of %s", field.name(), prediction.get("event_id"))
                    .isEqualTo(value);
        }
    }

    /** Lets serve answer all of it, with a duplicate and a late event. */
    private void serve(EmbeddedEnvironment environment) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            admin.createTopics(
                            List.of(
                                    new NewTopic("sales", PARTITIONS, (short) 1),
                                    new NewTopic("rows", 1, (short) 1)))
                    .all()
                    .get();
        }
        CheckedPipeline checked =
                CheckedPipeline.load(folder.resolve("pipeline.yaml"), Map.of(), Optional::empty);
        StreamExecutionEnvironment env = JobSettings.demo().environment();
        env.setParallelism(2);
        ServeLaunch launch =
                new ServeLaunch(checked, environment.kafka(), RegistrySettings.of(registry), null);
        send(SALES, SALES.get(7));
        launch.define(env, JobSettings.demo());
        var unused = environment.flink().submit(env, launch.jobName());
        await("shop.predictions", SALES.size());
        send(List.of(LATE));
        await("shop.late-events", 1);
        await("shop.duplicates", 1);
    }

    private void send(List<Sale> sales, Sale... again) throws IOException {
        Schema schema = new Schema.Parser().parse(BackfillShop.SCHEMA);
        int id;
        try (ConfluentSchemaRegistry schemas =
                new ConfluentSchemaRegistry(RegistrySettings.of(registry))) {
            id = schemas.register("sales-value", schema.toString());
        }
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrap),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            for (Sale sale : sales) {
                var unused = producer.send(record(sale, schema, id));
                if (List.of(again).contains(sale)) {
                    unused = producer.send(record(sale, schema, id));
                }
            }
            long end = SALES.get(SALES.size() - 1).at() + 1_000;
            for (int partition = 0; partition < PARTITIONS; partition++) {
                var unused =
                        producer.send(
                                new ProducerRecord<>(
                                        "sales",
                                        partition,
                                        null,
                                        null,
                                        null,
                                        new RecordHeaders().add(Heartbeats.header(end))));
            }
        }
    }

    private static ProducerRecord<byte[], byte[]> record(Sale sale, Schema schema, int id)
            throws IOException {
        GenericRecord record = new GenericData.Record(schema);
        record.put("id", sale.id());
        record.put("at", sale.at());
        record.put("customer", sale.customer());
        record.put("store", sale.store());
        record.put("amount", sale.amount());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
        encoder.flush();
        return new ProducerRecord<>(
                "sales",
                Math.floorMod(sale.id().hashCode(), PARTITIONS),
                null,
                WireFormat.frame(id, bytes.toByteArray()));
    }

    private void await(String topic, int records) throws IOException {
        while (read(topic).size() < records) {
            // Each look reads the topic; the test's time limit ends it.
        }
    }

    private List<GenericRecord> read(String topic) throws IOException {
        List<GenericRecord> all = new ArrayList<>();
        try (ConfluentSchemaRegistry schemas =
                        new ConfluentSchemaRegistry(RegistrySettings.of(registry));
                KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(
                                Map.of(
                                        "bootstrap.servers",
                                        bootstrap,
                                        "isolation.level",
                                        "read_committed"),
                                new ByteArrayDeserializer(),
                                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(topic).stream()
                            .map(info -> new TopicPartition(topic, info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream()
                    .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (var record : consumer.poll(Duration.ofMillis(200))) {
                    Schema schema = schemas.byId(WireFormat.schemaId(record.value()));
                    all.add(
                            new GenericDatumReader<GenericRecord>(schema)
                                    .read(
                                            null,
                                            DecoderFactory.get()
                                                    .binaryDecoder(
                                                            record.value(),
                                                            WireFormat.HEADER,
                                                            record.value().length
                                                                    - WireFormat.HEADER,
                                                            null)));
                }
            }
        }
        return all;
    }

    private JsonNode run(String output, String mode) throws IOException {
        TestSession session = new TestSession(folder, Map.of());
        int exitCode =
                session.run(
                        "backfill",
                        "--bootstrap",
                        bootstrap,
                        "--registry",
                        registry,
                        "--output",
                        output,
                        mode,
                        "--json");
        assertThat(exitCode).as(session.err()).isZero();
        return Json.MAPPER.readTree(session.out()).get("backfills").get(0);
    }

    private Map<String, JsonNode> rows(String file) throws IOException {
        Map<String, JsonNode> rows = new TreeMap<>();
        for (String line : Files.readAllLines(folder.resolve(file))) {
            JsonNode row = Json.MAPPER.readTree(line);
            rows.put(row.get("event_id").asText(), row);
        }
        return rows;
    }
}
