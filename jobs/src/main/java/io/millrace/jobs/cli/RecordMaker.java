package io.millrace.jobs.cli;

import io.millrace.schemas.serde.WireFormat;

import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

/** Makes Kafka records of a topic's Avro records. Not safe for use by several threads. */
final class RecordMaker {
    private final String topic;
    private final int schemaId;
    private final Optional<String> keyField;
    private final String timeField;
    private final long timeUnitsInAMilli;
    private final GenericDatumWriter<GenericRecord> writer;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private @Nullable BinaryEncoder encoder;

    /**
     * @param schemaId of the target's schema in the registry
     * @param keyField whose text is the record's key; none if empty
     */
    RecordMaker(ReplayTarget target, int schemaId, Optional<String> keyField) {
        this.topic = target.topic();
        this.schemaId = schemaId;
        this.keyField = keyField;
        this.timeField = target.timeField();
        this.timeUnitsInAMilli = unitsInAMilli(target.schema().getField(timeField).schema());
        this.writer = new GenericDatumWriter<>(target.schema());
    }

    ProducerRecord<byte[], byte[]> make(GenericRecord record) {
        byte @Nullable [] key =
                keyField.map(record::get)
                        .map(value -> value.toString().getBytes(StandardCharsets.UTF_8))
                        .orElse(null);
        bytes.reset();
        try {
            encoder = EncoderFactory.get().binaryEncoder(bytes, encoder);
            writer.write(record, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ProducerRecord<>(topic, key, WireFormat.frame(schemaId, bytes.toByteArray()));
    }

    /** In epoch milliseconds; empty if the schema allows null and it is. */
    OptionalLong eventTime(GenericRecord record) {
        return record.get(timeField) instanceof Number time
                ? OptionalLong.of(Math.floorDiv(time.longValue(), timeUnitsInAMilli))
                : OptionalLong.empty();
    }

    private static long unitsInAMilli(Schema schema) {
        Schema type =
                schema.isUnion()
                        ? schema.getTypes().stream()
                                .filter(branch -> branch.getType() != Schema.Type.NULL)
                                .findFirst()
                                .orElseThrow()
                        : schema;
        LogicalType logical = type.getLogicalType();
        return switch (logical == null ? "" : logical.getName()) {
            case "timestamp-micros" -> 1_000;
            case "timestamp-nanos" -> 1_000_000;
            default -> 1;
        };
    }
}
