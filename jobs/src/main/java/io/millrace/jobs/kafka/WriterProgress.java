package io.millrace.jobs.kafka;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far in event time a job's subtask was when it wrote a record: everything of its own up to the
 * watermark stands before that record. It travels in a header, so that a job that reads the topic
 * knows what's complete, whatever the writers' paces and checkpoints were; bounds on disorder would
 * only guess at that.
 *
 * @param writer the subtask, from 0
 * @param writers how many subtasks write
 * @param watermark event time in epoch milliseconds
 */
public record WriterProgress(int writer, int writers, long watermark) {
    /** Name of the header. */
    public static final String HEADER = "millrace-progress";

    private static final int LONGEST = 64;
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})/(\\d{1,9})@(-?\\d{1,19})");

    public WriterProgress {
        if (writer < 0 || writer >= writers) {
            throw new IllegalArgumentException(
                    "writer " + writer + " of " + writers + "; they count from 0");
        }
    }

    /** As {@code 0/2@1772323200000}. */
    public RecordHeader header() {
        String text = writer + "/" + writers + "@" + watermark;
        return new RecordHeader(HEADER, text.getBytes(StandardCharsets.US_ASCII));
    }

    /** What a record's headers say, or null if they say nothing that can be read. */
    public static @Nullable WriterProgress of(Headers headers) {
        Header header = headers.lastHeader(HEADER);
        if (header == null || header.value() == null || header.value().length > LONGEST) {
            return null;
        }
        Matcher parts = FORM.matcher(new String(header.value(), StandardCharsets.US_ASCII));
        if (!parts.matches()) {
            return null;
        }
        try {
            int writer = Integer.parseInt(parts.group(1));
            int writers = Integer.parseInt(parts.group(2));
            long watermark = Long.parseLong(parts.group(3));
            return writer < writers ? new WriterProgress(writer, writers, watermark) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
