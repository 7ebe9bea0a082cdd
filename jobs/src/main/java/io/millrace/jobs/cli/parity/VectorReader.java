package io.millrace.jobs.cli.parity;

import io.millrace.schemas.serde.SchemaRegistry;
import io.millrace.schemas.serde.WireFormat;

import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Decodes predictions by the schemas that they were written with, whatever features those have. */
final class VectorReader {
    private final SchemaRegistry schemas;

    VectorReader(SchemaRegistry schemas) {
        this.schemas = schemas;
    }

    /**
     * @throws IOException if it can't be decoded
     */
    NamedVector read(byte[] value) throws IOException {
        try {
            Schema schema = schemas.byId(WireFormat.schemaId(value));
            GenericRecord record =
                    new GenericDatumReader<GenericRecord>(schema)
                            .read(
                                    null,
                                    DecoderFactory.get()
                                            .binaryDecoder(
                                                    value,
                                                    WireFormat.HEADER,
                                                    value.length - WireFormat.HEADER,
                                                    null));
            GenericRecord features = (GenericRecord) record.get("features");
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            for (Schema.Field field : features.getSchema().getFields()) {
                Object held = features.get(field.pos());
                values.put(field.name(), held instanceof CharSequence ? held.toString() : held);
            }
            return new NamedVector(record.get("fingerprint").toString(), values);
        } catch (AvroRuntimeException e) {
            throw new IOException("it can't be decoded: " + e.getMessage(), e);
        }
    }
}
