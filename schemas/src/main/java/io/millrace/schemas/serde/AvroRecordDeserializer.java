package io.millrace.schemas.serde;

import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads values of a topic of ours into a generated class, whatever version of its schema they were
 * written with.
 *
 * <p>Each value is walked before it's decoded, so that a length that lies can't make Avro allocate
 * what isn't there. Not safe for use by several threads.
 */
public final class AvroRecordDeserializer<T extends SpecificRecord> {
    private static final int MAX_DEPTH = 64;

    private final SchemaRegistry registry;
    private final SpecificData data;
    private final Schema schema;
    private final Map<Integer, Reader<T>> readers = new HashMap<>();
    private final AvroBytes bytes = new AvroBytes(MAX_DEPTH);
    private @Nullable BinaryDecoder decoder;

    private record Reader<T>(Skipper check, SpecificDatumReader<T> reader) {}

    public AvroRecordDeserializer(SchemaRegistry registry, Class<T> type) {
        this.registry = registry;
        this.data = new GeneratedClasses(type);
        this.schema = SpecificData.get().getSchema(type);
    }

    /** A value that isn't a record of the class; the message says why. */
    public static final class UnreadableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnreadableException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * @throws UnreadableException if the value isn't a record of the class
     * @throws RegistryUnavailableException if the registry doesn't answer; the value may be good
     */
    public T deserialize(byte @Nullable [] value) {
        String problem = WireFormat.problem(value);
        if (problem != null || value == null) {
            throw unreadable(String.valueOf(problem), null);
        }
        int id = WireFormat.readId(value);
        try {
            Reader<T> reader = reader(id);
            check(reader.check, value);
            decoder =
                    DecoderFactory.get()
                            .binaryDecoder(
                                    value,
                                    WireFormat.HEADER,
                                    value.length - WireFormat.HEADER,
                                    decoder);
            return reader.reader.read(null, decoder);
        } catch (UnknownSchemaException | UnusableSchemaException | MalformedException e) {
            throw unreadable(String.valueOf(e.getMessage()), e);
        } catch (IOException | AvroRuntimeException e) {
            throw unreadable("schema id " + id + ": " + e.getMessage(), e);
        } finally {
            bytes.finish();
        }
    }

    private Reader<T> reader(int id) {
        Reader<T> known = readers.get(id);
        if (known == null) {
            Schema writer = registry.byId(id);
            known =
                    new Reader<>(
                            Skipper.of(writer), new SpecificDatumReader<>(writer, schema, data));
            readers.put(id, known);
        }
        return known;
    }

    private void check(Skipper check, byte[] value) {
        bytes.start(value, WireFormat.HEADER);
        check.skip(bytes);
        if (bytes.remaining() > 0) {
            throw new MalformedException(
                    Decoding.Code.TRAILING_BYTES,
                    bytes.remaining() + " bytes are left over after the record");
        }
    }

    private UnreadableException unreadable(String why, @Nullable Throwable cause) {
        return new UnreadableException("no " + schema.getName() + ": " + why, cause);
    }
}
