package io.millrace.jobs.backfill;

import io.millrace.jobs.kafka.ByteFields;

import org.jspecify.annotations.Nullable;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * An event that has no row, and why.
 *
 * @param topic the topic that its source has, also if it came from a file
 * @param partition a file's number among those of its source, for a file
 * @param offset a file's line or row
 * @param column in a file's line, from 1
 * @param verdict what became of it
 * @param stage that has decided it, such as {@code decode}
 * @param rule short, for programs
 * @param eventId null if it's not known
 * @param eventTime epoch milliseconds, or null if it's not known
 */
public record Exclusion(
        String topic,
        int partition,
        long offset,
        int column,
        Verdict verdict,
        String stage,
        String rule,
        @Nullable String field,
        String reason,
        @Nullable String eventId,
        @Nullable Long eventTime) {

    /** Why an event has no row. */
    public enum Verdict {
        /** It can't be read, breaks an expectation, or has no answer. */
        REFUSED,
        /** An event of its id came before. */
        DUPLICATE,
        /** The live run has passed it by, because it was behind the watermark. */
        LATE
    }

    public void write(DataOutput out) throws IOException {
        ByteFields.writeText(topic, out);
        out.writeInt(partition);
        out.writeLong(offset);
        out.writeInt(column);
        out.writeByte(verdict.ordinal());
        ByteFields.writeText(stage, out);
        ByteFields.writeText(rule, out);
        writeNullable(field, out);
        ByteFields.writeText(reason, out);
        writeNullable(eventId, out);
        out.writeBoolean(eventTime != null);
        out.writeLong(eventTime == null ? 0 : eventTime);
    }

    public static Exclusion read(DataInput in) throws IOException {
        return new Exclusion(
                ByteFields.readText(in),
                in.readInt(),
                in.readLong(),
                in.readInt(),
                Verdict.values()[in.readByte()],
                ByteFields.readText(in),
                ByteFields.readText(in),
                readNullable(in),
                ByteFields.readText(in),
                readNullable(in),
                in.readBoolean() ? (Long) in.readLong() : skipped(in));
    }

    private static @Nullable Long skipped(DataInput in) throws IOException {
        in.readLong();
        return null;
    }

    private static void writeNullable(@Nullable String text, DataOutput out) throws IOException {
        ByteFields.write(text == null ? null : text.getBytes(StandardCharsets.UTF_8), out);
    }

    private static @Nullable String readNullable(DataInput in) throws IOException {
        byte[] bytes = ByteFields.read(in);
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }
}
