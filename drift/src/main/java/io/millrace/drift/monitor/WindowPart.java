package io.millrace.drift.monitor;

import io.millrace.schemas.avro.Role;

import org.jspecify.annotations.Nullable;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What one subtask counted of one window: parts of the same window, version and role add up.
 *
 * @param windowStart event time in epoch milliseconds, a multiple of the window's length
 * @param digest of the version that answered
 * @param version its number, or null if it has none yet
 * @param role as what it answered
 * @param scored events that it scored, at least 1
 * @param counts of their features and scores as {@link io.millrace.drift.profile.WindowCounts}
 *     writes them, against the version's reference profile; null if it has none, or doesn't serve
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record WindowPart(
        long windowStart,
        String digest,
        @Nullable Integer version,
        Role role,
        long scored,
        byte @Nullable [] counts) {
    private static final int NO_NUMBER = 0;
    private static final int NO_COUNTS = -1;

    // Not the compact form: javac leaves its parameters' annotations out of the class file.
    public WindowPart(
            long windowStart,
            String digest,
            @Nullable Integer version,
            Role role,
            long scored,
            byte @Nullable [] counts) {
        if (scored < 1) {
            throw new IllegalArgumentException(
                    "a part of " + scored + " events; it has one at least");
        }
        this.windowStart = windowStart;
        this.digest = digest;
        this.version = version;
        this.role = role;
        this.scored = scored;
        this.counts = counts;
    }

    /** As bytes; {@link #read} reads them back. */
    public void write(DataOutput out) throws IOException {
        out.writeLong(windowStart);
        out.writeUTF(digest);
        out.writeInt(version == null ? NO_NUMBER : version);
        out.writeUTF(role.name());
        out.writeLong(scored);
        out.writeInt(counts == null ? NO_COUNTS : counts.length);
        if (counts != null) {
            out.write(counts);
        }
    }

    /**
     * @throws IOException if the bytes end too early
     */
    public static WindowPart read(DataInput in) throws IOException {
        long start = in.readLong();
        String digest = in.readUTF();
        int version = in.readInt();
        Role role = Role.valueOf(in.readUTF());
        long scored = in.readLong();
        int length = in.readInt();
        byte[] counts = length == NO_COUNTS ? null : new byte[length];
        if (counts != null) {
            in.readFully(counts);
        }
        return new WindowPart(
                start, digest, version == NO_NUMBER ? null : version, role, scored, counts);
    }
}
