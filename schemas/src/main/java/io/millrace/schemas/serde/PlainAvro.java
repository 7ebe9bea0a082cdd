package io.millrace.schemas.serde;

import io.millrace.schemas.topic.RecordSchemas;

import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Generated records without a frame, between two parts of one program: both know the schema. */
public final class PlainAvro {

    private PlainAvro() {}

    public static <T extends SpecificRecord> byte[] write(T record, Class<T> type) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
            new SpecificDatumWriter<T>(RecordSchemas.of(type), SpecificData.getForClass(type))
                    .write(record, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    public static <T extends SpecificRecord> T read(byte[] bytes, Class<T> type) {
        Schema written = RecordSchemas.of(type);
        Schema generated = SpecificData.get().getSchema(type);
        try {
            return new SpecificDatumReader<T>(written, generated, new GeneratedClasses(type))
                    .read(null, DecoderFactory.get().binaryDecoder(bytes, null));
        } catch (IOException e) {
            throw new UncheckedIOException("a record of " + type.getName() + " can't be read", e);
        }
    }
}
