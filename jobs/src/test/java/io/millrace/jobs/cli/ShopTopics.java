package io.millrace.jobs.cli;

import io.millrace.jobs.JobSettings;
import io.millrace.jobs.cli.BackfillShop.Sale;
import io.millrace.jobs.embedded.EmbeddedEnvironment;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.jobs.serve.Heartbeats;
import io.millrace.jobs.serve.ServeLaunch;
import io.millrace.schemas.event.Coordinates;
import io.millrace.schemas.serde.AvroRecordSerializer;
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
import org.apache.avro.specific.SpecificRecord;
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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The shop's sales in topics, and the run that serves them. */
final class ShopTopics {
    private static final long SEED = 11;
    private static final int PARTITIONS = 2;

    static final List<Sale> SALES = BackfillShop.random(300, SEED);
    static final Sale LATE =
            new Sale("late", SALES.get(50).at(), "c1", "m1", SALES.get(0).amount());

    /** Its id comes twice. */
    static final Sale REPEATED = SALES.get(7);

    private final String bootstrap;
    private final String registry;

    ShopTopics(String bootstrap, String registry) {
        this.bootstrap = bootstrap;
        this.registry = registry;
    }

    /** Lets serve answer all of it, with a duplicate and a late event. */
    void serve(EmbeddedEnvironment environment, Path folder) throws Exception {
        serve(environment, folder, () -> {});
    }

    /**
     * @param before what happens when the job's topics are there, and before it starts
     */
    void serve(EmbeddedEnvironment environment, Path folder, Runnable before) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            admin.createTopics(
                            List.of(
                                    new NewTopic("sales", PARTITIONS, (short) 1),
                                    new NewTopic("verdicts", PARTITIONS, (short) 1),
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
        send(SALES, REPEATED);
        launch.define(env, JobSettings.demo());
        before.run();
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
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
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

    private KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap),
                new ByteArraySerializer(),
                new ByteArraySerializer());
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

    /** Writes a record as Millrace's own jobs would. */
    <T extends SpecificRecord> void write(String topic, Class<T> type, T record) {
        try (ConfluentSchemaRegistry schemas =
                        new ConfluentSchemaRegistry(RegistrySettings.of(registry));
                KafkaProducer<byte[], byte[]> producer = producer()) {
            byte[] value = new AvroRecordSerializer<>(schemas, topic, type).serialize(record);
            var unused = producer.send(new ProducerRecord<>(topic, new byte[] {1}, value));
        }
    }

    /** Where each sale stands that's sent before the late one; of a repeated one the first. */
    static Map<String, Coordinates> offsets() {
        Map<String, Coordinates> offsets = new TreeMap<>();
        long[] next = new long[PARTITIONS];
        for (Sale sale : SALES) {
            int partition = Math.floorMod(sale.id().hashCode(), PARTITIONS);
            offsets.put(
                    sale.id(), new Coordinates("sales", partition, next[partition]++, sale.at()));
            next[partition] += sale.equals(REPEATED) ? 1 : 0;
        }
        return offsets;
    }

    /** Sends a label. */
    void tell(String sale, boolean bad, long toldAt) throws IOException {
        Schema schema = new Schema.Parser().parse(BackfillShop.VERDICT);
        int id;
        try (ConfluentSchemaRegistry schemas =
                new ConfluentSchemaRegistry(RegistrySettings.of(registry))) {
            id = schemas.register("verdicts-value", schema.toString());
        }
        GenericRecord record = new GenericData.Record(schema);
        record.put("sale", sale);
        record.put("bad", bad);
        record.put("told_at", toldAt);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
        encoder.flush();
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            var unused =
                    producer.send(
                            new ProducerRecord<>(
                                    "verdicts", WireFormat.frame(id, bytes.toByteArray())));
        }
    }

    void await(String topic, int records) {
        while (values(topic).size() < records) {
            // Each look reads the topic; the test's time limit ends it.
        }
    }

    /** All committed records, decoded. */
    List<GenericRecord> read(String topic) throws IOException {
        List<GenericRecord> all = new ArrayList<>();
        try (ConfluentSchemaRegistry schemas =
                new ConfluentSchemaRegistry(RegistrySettings.of(registry))) {
            for (byte[] value : values(topic)) {
                Schema schema = schemas.byId(WireFormat.schemaId(value));
                all.add(
                        new GenericDatumReader<GenericRecord>(schema)
                                .read(
                                        null,
                                        DecoderFactory.get()
                                                .binaryDecoder(
                                                        value,
                                                        WireFormat.HEADER,
                                                        value.length - WireFormat.HEADER,
                                                        null)));
            }
        }
        return all;
    }

    /** All committed records' bytes. */
    List<byte[]> values(String topic) {
        List<byte[]> all = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed"),
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
                consumer.poll(Duration.ofMillis(200)).forEach(record -> all.add(record.value()));
            }
        }
        return all;
    }

    /** Adds a record to a topic of records that are alike, by their schema. */
    void append(String topic, GenericRecord record) throws IOException {
        int before = values(topic).size();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
        encoder.flush();
        int schema = WireFormat.schemaId(values(topic).get(0));
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            var unused =
                    producer.send(
                            new ProducerRecord<>(
                                    topic, WireFormat.frame(schema, bytes.toByteArray())));
        }
        await(topic, before + 1);
    }
}
