package io.millrace.jobs.cli.model;

import io.millrace.schemas.prediction.RecordHead;
import io.millrace.schemas.serde.WireFormat;

import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;

import java.io.IOException;

/**
 * Which prediction is meant. It's asked of every record of a topic, so that it reads their first
 * fields only.
 *
 * @param prediction the beginning of a prediction's id; null if an event is meant
 * @param event an event's whole id; null if a prediction is meant
 */
public record PredictionMatch(@Nullable String prediction, @Nullable String event) {

    /** Whether a framed value is the prediction that's meant; a broken one isn't. */
    public boolean test(byte @Nullable [] value) {
        if (event != null) {
            RecordHead head = RecordHead.ofPrediction(value);
            return head != null && head.eventId().equals(event);
        }
        return value != null && prediction != null && id(value).startsWith(prediction);
    }

    private static String id(byte[] value) {
        if (value.length <= WireFormat.HEADER) {
            return "";
        }
        int length = value.length - WireFormat.HEADER;
        try {
            return DecoderFactory.get()
                    .binaryDecoder(value, WireFormat.HEADER, length, null)
                    .readString();
        } catch (IOException | RuntimeException e) {
            return "";
        }
    }

    /** Such as {@code prediction "3f9c…"}. */
    @Override
    public String toString() {
        return event == null ? "prediction \"" + prediction + "\"" : "event \"" + event + "\"";
    }
}
