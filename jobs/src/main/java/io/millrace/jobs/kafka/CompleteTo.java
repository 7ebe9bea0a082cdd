package io.millrace.jobs.kafka;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/**
 * The header in which a record says what stands before it: everything that its job had to write up
 * to this event time, by all of the job's subtasks, in epoch milliseconds. So a job that reads the
 * topic knows what's complete, whatever the writers' paces and checkpoints are; a bound on disorder
 * would only guess at that.
 */
public final class CompleteTo {
    /** Name of the header; its value is a decimal number. */
    public static final String HEADER = "millrace-complete-to";

    private static final int LONGEST = 20;

    private CompleteTo() {}

    /**
     * @param time in epoch milliseconds; {@link Long#MIN_VALUE} for nothing yet
     */
    public static RecordHeader header(long time) {
        return new RecordHeader(HEADER, Long.toString(time).getBytes(StandardCharsets.US_ASCII));
    }

    /** What a record's headers say, or null if they say nothing that can be read. */
    public static @Nullable Long of(Headers headers) {
        Header header = headers.lastHeader(HEADER);
        if (header == null || header.value() == null || header.value().length > LONGEST) {
            return null;
        }
        try {
            return Long.valueOf(new String(header.value(), StandardCharsets.US_ASCII));
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
