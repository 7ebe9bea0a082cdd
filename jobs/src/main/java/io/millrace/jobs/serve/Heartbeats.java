package io.millrace.jobs.serve;

import io.millrace.features.Refusal;
import io.millrace.schemas.serde.EventTimeRange;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/**
 * Records that carry time and no event: no value, and the header {@value #HEADER} with epoch
 * milliseconds as decimal text. A producer that pauses sends one to every partition, so that its
 * last events are answered without waiting for the next ones.
 */
public final class Heartbeats {
    static final String HEADER = "millrace-heartbeat";

    static final Refusal REFUSAL =
            new Refusal(
                    "heartbeat",
                    null,
                    "the header "
                            + HEADER
                            + " must hold epoch milliseconds as decimal text, "
                            + EventTimeRange.DEFAULT);

    private Heartbeats() {}

    /**
     * The header of a heartbeat, for a record without key and value.
     *
     * @param time event time in epoch milliseconds that nothing in the partition will come before
     */
    public static Header header(long time) {
        return new RecordHeader(HEADER, Long.toString(time).getBytes(StandardCharsets.US_ASCII));
    }

    static boolean isOne(ConsumerRecord<byte[], byte[]> record) {
        return record.value() == null && record.headers().lastHeader(HEADER) != null;
    }

    /** Its event time in epoch milliseconds; null if the header holds none that is allowed. */
    static @Nullable Long time(ConsumerRecord<byte[], byte[]> record) {
        Header header = record.headers().lastHeader(HEADER);
        if (header == null || header.value() == null) {
            return null;
        }
        try {
            long time = Long.parseLong(new String(header.value(), StandardCharsets.UTF_8));
            return EventTimeRange.DEFAULT.contains(time) ? time : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
