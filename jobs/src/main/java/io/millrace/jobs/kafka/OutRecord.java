package io.millrace.jobs.kafka;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;

/**
 * A record on its way to Kafka, encoded. One sink can write to several topics in one transaction.
 *
 * @param topic one of the sink's
 * @param key as bytes, or null
 * @param value never null: a sink would take null for "nothing to write"
 * @param headers in this order; copied
 */
public record OutRecord(
        String topic, byte @Nullable [] key, byte[] value, List<RecordHeader> headers) {

    // Not the compact form: javac leaves its parameters' annotations out of the class file.
    public OutRecord(
            String topic, byte @Nullable [] key, byte[] value, List<RecordHeader> headers) {
        this.topic = topic;
        this.key = key;
        this.value =
                Objects.requireNonNull(value, () -> "a record without a value for topic " + topic);
        this.headers = List.copyOf(headers);
    }
}
