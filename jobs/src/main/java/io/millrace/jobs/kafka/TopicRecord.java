package io.millrace.jobs.kafka;

import io.millrace.schemas.event.Coordinates;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A record of a topic on its way into a job, as it came, with what routes it.
 *
 * @param id what it's about, such as an event's id; empty when it can't be read
 * @param time event time in epoch milliseconds; {@link #NO_TIME} when it can't be read
 * @param completeTo what it says in {@link CompleteTo}, or null if it doesn't
 */
public record TopicRecord(
        Coordinates at,
        byte @Nullable [] key,
        byte @Nullable [] value,
        List<RecordHeader> headers,
        String id,
        long time,
        @Nullable Long completeTo) {

    /** It doesn't move time. */
    public static final long NO_TIME = Long.MIN_VALUE;

    // Not the compact form: javac leaves its parameters' annotations out of the class file.
    public TopicRecord(
            Coordinates at,
            byte @Nullable [] key,
            byte @Nullable [] value,
            List<RecordHeader> headers,
            String id,
            long time,
            @Nullable Long completeTo) {
        this.at = at;
        this.key = key;
        this.value = value;
        this.headers = List.copyOf(headers);
        this.id = id;
        this.time = time;
        this.completeTo = completeTo;
    }
}
