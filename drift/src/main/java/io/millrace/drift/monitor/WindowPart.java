package io.millrace.drift.monitor;

import io.millrace.schemas.avro.Role;

import org.jspecify.annotations.Nullable;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What one subtask counted of one pane (a window, or a slice of sliding ones): parts of the same
 * pane, version, role and segment add up.
 *
 * @param windowStart start of the pane: event time in epoch milliseconds, a multiple of its length
 * @param digest of the version that answered
 * @param version its number, or null if it has none yet
 * @param role as what it answered
 * @param segment which of the events; ALL for all of them
 * @param scored events that it scored, at least 1
 * @param counts of their features and scores as {@link io.millrace.drift.profile.WindowCounts}
 *     writes them, against the version's reference profile; null if it has none, or doesn't serve
 * @param scores their scores as {@link io.millrace.drift.performance.ScoreWindow} writes them; null
 *     if they aren't probabilities
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record WindowPart(
        long windowStart,
        String digest,
        @Nullable Integer version,
        Role role,
        Segment segment,
        long scored,
        byte @Nullable [] counts,
        byte @Nullable [] scores) {
    private static final int NO_NUMBER = 0;
    private static final int NO_COUNTS = -1;

    /** Where the first format had a time: no window starts then. Its version follows. */
    private static final long VERSIONED = Long.MIN_VALUE;

    /** Raise it with every change of the layout, and go on reading the older ones. */
    private static final byte VERSION = 2;

    // Not the compact form: javac leaves its parameters' annotations out of the class file.
    public WindowPart(
            long windowStart,
            String digest,
            @Nullable Integer version,
            Role role,
            Segment segment,
            long scored,
            byte @Nullable [] counts,
            byte @Nullable [] scores) {
        if (scored < 1) {
            throw new IllegalArgumentException(
                    "a part of " + scored + " events; it has one at least");
        }
        this.windowStart = windowStart;
        this.digest = digest;
        this.version = version;
        this.role = role;
        this.segment = segment;
        this.scored = scored;
        this.counts = counts;
        this.scores = scores;
    }

    /** Of all events, without their scores. */
    public WindowPart(
            long windowStart,
            String digest,
            @Nullable Integer version,
            Role role,
            long scored,
            byte @Nullable [] counts) {
        this(windowStart, digest, version, role, Segment.ALL, scored, counts, null);
    }

    VersionKey key() {
        return new VersionKey(windowStart, digest, role, segment);
    }

    /** As bytes; {@link #read} reads them back. */
    public void write(DataOutput out) throws IOException {
        out.writeLong(VERSIONED);
        out.writeByte(VERSION);
        out.writeLong(windowStart);
        out.writeUTF(digest);
        out.writeInt(version == null ? NO_NUMBER : version);
        out.writeUTF(role.name());
        out.writeUTF(segment.name());
        out.writeUTF(segment.value());
        out.writeLong(scored);
        write(counts, out);
        write(scores, out);
    }

    private static void write(byte @Nullable [] bytes, DataOutput out) throws IOException {
        out.writeInt(bytes == null ? NO_COUNTS : bytes.length);
        if (bytes != null) {
            out.write(bytes);
        }
    }

    /**
     * @throws IOException if the bytes end too early, or are of an unknown version
     */
    public static WindowPart read(DataInput in) throws IOException {
        long start = in.readLong();
        if (start != VERSIONED) {
            return readFirst(start, in);
        }
        byte format = in.readByte();
        if (format != VERSION) {
            throw new IOException(
                    "part of a window of format " + format + "; this release reads " + VERSION);
        }
        long windowStart = in.readLong();
        String digest = in.readUTF();
        int version = in.readInt();
        Role role = Role.valueOf(in.readUTF());
        Segment segment = new Segment(in.readUTF(), in.readUTF());
        return new WindowPart(
                windowStart,
                digest,
                version == NO_NUMBER ? null : version,
                role,
                segment,
                in.readLong(),
                readBytes(in),
                readBytes(in));
    }

    /** Without segment and scores. */
    private static WindowPart readFirst(long windowStart, DataInput in) throws IOException {
        String digest = in.readUTF();
        int version = in.readInt();
        Role role = Role.valueOf(in.readUTF());
        return new WindowPart(
                windowStart,
                digest,
                version == NO_NUMBER ? null : version,
                role,
                in.readLong(),
                readBytes(in));
    }

    private static byte @Nullable [] readBytes(DataInput in) throws IOException {
        int length = in.readInt();
        if (length == NO_COUNTS) {
            return null;
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return bytes;
    }
}
