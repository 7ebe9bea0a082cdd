package io.millrace.jobs.examples.cardfraud;

import io.millrace.schemas.serde.WireFormat;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes records as any producer would: generic Avro in the Confluent wire format. */
final class RecordEncoder {
    private final Schema schema;
    private final int schemaId;
    private final GenericDatumWriter<GenericRecord> writer;

    /**
     * @param schemaId under which {@code schema} is registered
     */
    RecordEncoder(Schema schema, int schemaId) {
        this.schema = schema;
        this.schemaId = schemaId;
        this.writer = new GenericDatumWriter<>(schema);
    }

    /** A record whose fields are still to be set. */
    GenericRecord record() {
        return new GenericData.Record(schema);
    }

    byte[] encode(GenericRecord record) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        try {
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
            writer.write(record, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return WireFormat.frame(schemaId, bytes.toByteArray());
    }
}
