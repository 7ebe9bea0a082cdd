package io.millrace.drift.monitor;

import io.millrace.schemas.avro.Role;

import org.jspecify.annotations.Nullable;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * One version's answer to one event, with what turned out to be true.
 *
 * @param eventTime epoch milliseconds
 * @param labelledAt event time at which the label was known, epoch milliseconds
 * @param label 1 or 0
 * @param revision of the label, from 1
 * @param previousLabel the label of the revision before, null for the first
 * @param role as what the version answered; NONE if there was none
 * @param digest of the version, null if there was none
 * @param version its number, or null
 * @param score in [0, 1], or null if there's none
 * @param partition of the example's topic
 * @param offset of the example
 * @param attributes its segments and the business's metrics
 */
public record LabelledScore(
        String eventId,
        long eventTime,
        long labelledAt,
        double label,
        int revision,
        @Nullable Double previousLabel,
        Role role,
        @Nullable String digest,
        @Nullable Integer version,
        @Nullable Double score,
        boolean decision,
        int partition,
        long offset,
        Attributes attributes) {
    private static final int NO_NUMBER = 0;

    /** One without segments and metrics of the business. */
    public LabelledScore(
            String eventId,
            long eventTime,
            long labelledAt,
            double label,
            int revision,
            @Nullable Double previousLabel,
            Role role,
            @Nullable String digest,
            @Nullable Integer version,
            @Nullable Double score,
            boolean decision,
            int partition,
            long offset) {
        this(
                eventId,
                eventTime,
                labelledAt,
                label,
                revision,
                previousLabel,
                role,
                digest,
                version,
                score,
                decision,
                partition,
                offset,
                Attributes.NONE);
    }

    /** As bytes; {@link #read} reads them back. */
    public void write(DataOutput out) throws IOException {
        out.writeUTF(eventId);
        out.writeLong(eventTime);
        out.writeLong(labelledAt);
        out.writeDouble(label);
        out.writeInt(revision);
        out.writeDouble(previousLabel == null ? Double.NaN : previousLabel);
        out.writeUTF(role.name());
        out.writeUTF(digest == null ? "" : digest);
        out.writeInt(version == null ? NO_NUMBER : version);
        out.writeDouble(score == null ? Double.NaN : score);
        out.writeBoolean(decision);
        out.writeInt(partition);
        out.writeLong(offset);
        attributes.write(out);
    }

    /**
     * @throws IOException if the bytes end too early
     */
    public static LabelledScore read(DataInput in) throws IOException {
        return read(in, true);
    }

    /**
     * @param attributes whether they're there; the first format hadn't got them
     */
    static LabelledScore read(DataInput in, boolean attributes) throws IOException {
        String eventId = in.readUTF();
        long eventTime = in.readLong();
        long labelledAt = in.readLong();
        double label = in.readDouble();
        int revision = in.readInt();
        Double previous = present(in.readDouble());
        Role role = Role.valueOf(in.readUTF());
        String digest = in.readUTF();
        int version = in.readInt();
        return new LabelledScore(
                eventId,
                eventTime,
                labelledAt,
                label,
                revision,
                previous,
                role,
                digest.isEmpty() ? null : digest,
                version == NO_NUMBER ? null : version,
                present(in.readDouble()),
                in.readBoolean(),
                in.readInt(),
                in.readLong(),
                attributes ? Attributes.read(in) : Attributes.NONE);
    }

    /** Labels and scores are finite; NaN stands for none. */
    private static @Nullable Double present(double value) {
        return Double.isNaN(value) ? null : value;
    }
}
