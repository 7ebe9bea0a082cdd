package io.millrace.jobs.serve;

import io.millrace.features.Refusal;
import io.millrace.jobs.kafka.RecordHeader;
import io.millrace.schemas.event.Coordinates;
import io.millrace.schemas.event.Row;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A record as it came from Kafka, with what could be made of it. Decoding never throws: what's
 * wrong is in {@code refusal}.
 *
 * @param source index of its source in the pipeline
 * @param time event time in epoch milliseconds; {@link #NO_TIME} when it isn't known or isn't
 *     allowed
 * @param id the event's id; empty when it isn't known
 * @param fields the decoded fields, or null when it's no event
 * @param refusal why it's no event, or null
 */
public record SourceRecord(
        int source,
        Coordinates at,
        byte @Nullable [] key,
        byte @Nullable [] value,
        List<RecordHeader> headers,
        long time,
        String id,
        @Nullable Row fields,
        @Nullable Refusal refusal) {

    public static final long NO_TIME = Long.MIN_VALUE;

    public boolean movesTime() {
        return time != NO_TIME;
    }

    /** Only time: a producer says that nothing older will come. */
    public boolean isHeartbeat() {
        return fields == null && refusal == null;
    }
}
