package io.millrace.schemas.serde;

import io.millrace.schemas.topic.RecordSchemas;

import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Writes records of a generated class as values of one topic.
 *
 * <p>What it registers is the text of the {@code .avsc} file, not the generated class's schema: the
 * latter says how Java should hold strings, which is nobody else's business. Not safe for use by
 * several threads.
 */
public final class AvroRecordSerializer<T extends SpecificRecord> {
    private static final byte[] ROOM_FOR_HEADER = new byte[WireFormat.HEADER];

    private final int schemaId;
    private final SpecificDatumWriter<T> writer;
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(512);
    private @Nullable BinaryEncoder encoder;

    /**
     * Registers the schema, so that a mistake shows at start and not with the first record.
     *
     * @param schemaText the {@code .avsc} that {@code type} was generated from
     * @throws SchemaRefusedException if the registry won't have it
     * @throws RegistryUnavailableException if the registry doesn't answer
     * @throws IllegalArgumentException if {@code type} was generated from another schema
     */
    public AvroRecordSerializer(
            SchemaRegistry registry, String topic, String schemaText, Class<T> type) {
        Schema schema = new Schema.Parser().parse(schemaText);
        checkGeneratedFrom(schema, type);
        schemaId = registry.register(SchemaRegistry.valueSubject(topic), schemaText);
        writer = new SpecificDatumWriter<>(schema, SpecificData.getForClass(type));
    }

    /** For one of Millrace's own records, whose schema's text is in the jar. */
    public AvroRecordSerializer(SchemaRegistry registry, String topic, Class<T> type) {
        this(registry, topic, RecordSchemas.of(type).toString(), type);
    }

    private static void checkGeneratedFrom(Schema schema, Class<?> type) {
        String generated = SchemaNormalization.toParsingForm(SpecificData.get().getSchema(type));
        if (!generated.equals(SchemaNormalization.toParsingForm(schema))) {
            throw new IllegalArgumentException(
                    type.getName()
                            + " wasn't generated from the schema "
                            + schema.getFullName()
                            + " that was given with it; build the module again");
        }
    }

    /** Magic byte, schema id, and the record. */
    public byte[] serialize(T record) {
        buffer.reset();
        buffer.writeBytes(ROOM_FOR_HEADER);
        BinaryEncoder out = EncoderFactory.get().binaryEncoder(buffer, encoder);
        encoder = out;
        try {
            writer.write(record, out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] value = buffer.toByteArray();
        WireFormat.writeHeader(schemaId, value);
        return value;
    }
}
