package io.millrace.schemas.prediction;

import io.millrace.schemas.serde.WireFormat;

import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;

import java.io.IOException;

/**
 * The first fields of a prediction or a training example, read without their schema: what routes
 * such a record before it's decoded. The two records' first fields never move; a test holds that.
 *
 * @param eventId id of the event
 * @param eventTime epoch milliseconds
 * @param labelledAt of an example, epoch milliseconds; the event's time for a prediction
 */
public record RecordHead(String eventId, long eventTime, long labelledAt) {

    /** Of a framed prediction, or null if the value can't be one. */
    public static @Nullable RecordHead ofPrediction(byte @Nullable [] value) {
        BinaryDecoder decoder = decoder(value);
        if (decoder == null) {
            return null;
        }
        try {
            decoder.skipString(); // prediction_id
            decoder.skipString(); // pipeline
            String id = decoder.readString();
            long time = decoder.readLong();
            return id.isEmpty() ? null : new RecordHead(id, time, time);
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }

    /** Of a framed training example, or null if the value can't be one. */
    public static @Nullable RecordHead ofExample(byte @Nullable [] value) {
        BinaryDecoder decoder = decoder(value);
        if (decoder == null) {
            return null;
        }
        try {
            decoder.skipString(); // pipeline
            String id = decoder.readString();
            long time = decoder.readLong();
            decoder.readDouble(); // label
            decoder.readEnum(); // label_origin
            return id.isEmpty() ? null : new RecordHead(id, time, decoder.readLong());
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }

    private static @Nullable BinaryDecoder decoder(byte @Nullable [] value) {
        return value == null || value.length <= WireFormat.HEADER
                ? null
                : DecoderFactory.get()
                        .binaryDecoder(
                                value, WireFormat.HEADER, value.length - WireFormat.HEADER, null);
    }
}
