package io.millrace.jobs.cli.backfill;

import io.millrace.jobs.kafka.KafkaSettings;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.serde.ConfluentSchemaRegistry;
import io.millrace.schemas.serde.RegistrySettings;
import io.millrace.schemas.serde.SchemaRegistry;
import io.millrace.schemas.serde.WireFormat;

import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/**
 * Writes rows to a topic, each once: keyed by the event's id, in Avro with a registered schema, in
 * transactions.
 *
 * <p>Each transaction also notes how many rows are written, as an offset of a consumer group of the
 * run's own. So a run that goes on after it was killed knows which rows are there, and the
 * transaction that was open is aborted.
 */
final class TopicOutput implements BackfillOutput {
    private static final int ROWS_A_TRANSACTION = 10_000;

    private final String topic;
    private final RowType columns;
    private final Schema schema;
    private final int schemaId;
    private final ConsumerGroupMetadata group;
    private final KafkaProducer<byte[], byte[]> producer;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final GenericDatumWriter<GenericRecord> writer;
    private @Nullable BinaryEncoder encoder;
    private final long before;
    private long rows;
    private boolean open;

    /**
     * @param run the same for a run that goes on
     */
    TopicOutput(
            KafkaSettings kafka,
            RegistrySettings registry,
            String topic,
            String run,
            RowType columns)
            throws IOException {
        this.topic = topic;
        this.columns = columns;
        this.schema = schema(columns);
        this.writer = new GenericDatumWriter<>(schema);
        try (SchemaRegistry schemas = new ConfluentSchemaRegistry(registry)) {
            schemaId = schemas.register(SchemaRegistry.valueSubject(topic), schema.toString());
        }
        Properties client = kafka.client();
        client.put("transactional.id", run);
        client.put("linger.ms", "5");
        client.put("metric.reporters", "");
        client.put("enable.metrics.push", "false");
        producer =
                new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
        // Aborts what an earlier run has left open, before its note is read.
        producer.initTransactions();

        Properties asks = kafka.client();
        asks.put("group.id", run);
        asks.put("enable.auto.commit", "false");
        asks.put("metric.reporters", "");
        asks.put("enable.metrics.push", "false");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        asks, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            group = consumer.groupMetadata();
            OffsetAndMetadata note = consumer.committed(Set.of(note())).get(note());
            before = note == null ? 0 : note.offset();
        }
    }

    private TopicPartition note() {
        return new TopicPartition(topic, 0);
    }

    static Schema schema(RowType columns) {
        List<Schema.Field> fields = new ArrayList<>();
        for (Field column : columns.fields()) {
            Schema type = type(column);
            fields.add(
                    column.nullable()
                            ? new Schema.Field(
                                    column.name(),
                                    Schema.createUnion(Schema.create(Schema.Type.NULL), type),
                                    null,
                                    Schema.Field.NULL_DEFAULT_VALUE)
                            : new Schema.Field(column.name(), type));
        }
        return Schema.createRecord("Features", null, "io.millrace.backfill", false, fields);
    }

    private static Schema type(Field column) {
        return switch (column.type()) {
            case BOOLEAN -> Schema.create(Schema.Type.BOOLEAN);
            case INTEGER -> Schema.create(Schema.Type.LONG);
            case DOUBLE -> Schema.create(Schema.Type.DOUBLE);
            case STRING -> Schema.create(Schema.Type.STRING);
            case TIMESTAMP ->
                    LogicalTypes.timestampMillis().addToSchema(Schema.create(Schema.Type.LONG));
        };
    }

    /** Whether an earlier run has written some of it. */
    boolean goesOn() {
        return before > 0;
    }

    /** Writes a row, unless an earlier run has. */
    @Override
    public void write(@Nullable Object[] values) throws IOException {
        if (rows++ < before) {
            return;
        }
        if (!open) {
            producer.beginTransaction();
            open = true;
        }
        GenericRecord record = new GenericData.Record(schema);
        for (int i = 0; i < columns.size(); i++) {
            record.put(i, values[i]);
        }
        bytes.reset();
        encoder = EncoderFactory.get().binaryEncoder(bytes, encoder);
        writer.write(record, encoder);
        encoder.flush();
        byte[] key = String.valueOf(values[0]).getBytes(StandardCharsets.UTF_8);
        byte[] value = WireFormat.frame(schemaId, bytes.toByteArray());
        var unused = producer.send(new ProducerRecord<>(topic, key, value));
        if (rows % ROWS_A_TRANSACTION == 0) {
            commit();
        }
    }

    private void commit() {
        producer.sendOffsetsToTransaction(Map.of(note(), new OffsetAndMetadata(rows)), group);
        producer.commitTransaction();
        open = false;
    }

    @Override
    public long rows() {
        return rows;
    }

    @Override
    public List<Path> publish() {
        if (open) {
            commit();
        }
        return List.of();
    }

    @Override
    public void close() {
        producer.close();
    }
}
