package io.millrace.schemas.prediction;

import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;

import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Published feature vectors as Avro, written field by field straight onto the encoder.
 *
 * <p>The order of the statements is the order of the schema's fields; a test compares the bytes
 * with those of Avro's generic writer. Not safe for use by several threads: buffers are reused.
 */
public final class FeatureVectorCodec {
    private final ValueType[] keys;
    private final ValueType[] features;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    private final BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);

    /**
     * @param keys the fields that identify the published entities
     */
    public FeatureVectorCodec(RowType keys, RowType features) {
        this.keys = NullableValues.types(keys);
        this.features = NullableValues.types(features);
    }

    /**
     * One vector.
     *
     * @param entity whose it is
     * @param eventTime in epoch milliseconds
     * @param keys null where they're of another entity
     * @param features null where they're of another entity
     */
    public record Vector(
            String entity,
            String eventId,
            long eventTime,
            String fingerprint,
            Row keys,
            Row features) {

        /** No two vectors of a topic have the same. */
        public String id() {
            return entity + "/" + eventId;
        }
    }

    /**
     * The vector as Avro binary behind a prefix, such as a wire format's header.
     *
     * @throws IllegalArgumentException if a row has another number of values than its type
     */
    public byte[] encode(byte[] prefix, Vector vector) {
        if (vector.keys().size() != keys.length || vector.features().size() != features.length) {
            throw new IllegalArgumentException(
                    "the vector has %d keys and %d features, its schema %d and %d"
                            .formatted(
                                    vector.keys().size(),
                                    vector.features().size(),
                                    keys.length,
                                    features.length));
        }
        try {
            encoder.flush(); // what a failed call may have left behind goes, too
            bytes.reset();
            bytes.write(prefix);
            encoder.writeString(vector.id());
            encoder.writeString(vector.entity());
            encoder.writeString(vector.eventId());
            encoder.writeLong(vector.eventTime());
            encoder.writeString(vector.fingerprint());
            NullableValues.write(vector.keys(), keys, encoder);
            NullableValues.write(vector.features(), features, encoder);
            encoder.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
    }
}
