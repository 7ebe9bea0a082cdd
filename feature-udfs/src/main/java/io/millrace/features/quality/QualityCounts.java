package io.millrace.features.quality;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;

/**
 * What's counted of one source's events in one window, or a part of it: parts add up. Counts of a
 * rule are kept in the windows of that rule's length only.
 */
public final class QualityCounts {
    private static final byte VERSION = 1;

    /**
     * Which window of which source; in the order in which windows end.
     *
     * @param source its index in the pipeline
     * @param start in milliseconds of event time, a multiple of the length
     * @param length in milliseconds
     */
    public record Window(int source, long start, long length) implements Comparable<Window> {
        private static final Comparator<Window> ORDER =
                Comparator.comparingLong(Window::end)
                        .thenComparing(Window::source)
                        .thenComparing(Window::length);

        /** The window that a time is in. */
        static Window of(int source, long time, long length) {
            return new Window(source, Math.floorDiv(time, length) * length, length);
        }

        /** The first millisecond that isn't in it. */
        public long end() {
            return start + length;
        }

        boolean isOver(long watermark) {
            return end() - 1 <= watermark;
        }

        boolean contains(long time) {
            return time >= start && time < end();
        }

        @Override
        public int compareTo(Window other) {
            return ORDER.compare(this, other);
        }
    }

    private final Window window;
    private final long[] failed;
    private final long[] acted;
    private long admitted;
    private long refused;

    QualityCounts(Window window, int rules) {
        this.window = window;
        failed = new long[rules];
        acted = new long[rules];
    }

    public Window window() {
        return window;
    }

    /** Events that came in. */
    public long admitted() {
        return admitted;
    }

    /** Events that became dead letters at the door. */
    public long refused() {
        return refused;
    }

    /** Events that didn't meet a rule; of a null share, admitted ones without a value. */
    public long failed(int rule) {
        return failed[rule];
    }

    /** Those for which the rule had its consequence. */
    public long acted(int rule) {
        return acted[rule];
    }

    void count(boolean admits) {
        if (admits) {
            admitted++;
        } else {
            refused++;
        }
    }

    void fail(int rule, boolean acts) {
        failed[rule]++;
        acted[rule] += acts ? 1 : 0;
    }

    void add(QualityCounts part) {
        admitted += part.admitted;
        refused += part.refused;
        for (int rule = 0; rule < failed.length; rule++) {
            failed[rule] += part.failed[rule];
            acted[rule] += part.acted[rule];
        }
    }

    /**
     * The same by other numbers.
     *
     * @param from by the rule's new number its old one; -1 if it had none
     */
    QualityCounts renumbered(int[] from) {
        QualityCounts counts = new QualityCounts(window, from.length);
        counts.admitted = admitted;
        counts.refused = refused;
        for (int rule = 0; rule < from.length; rule++) {
            counts.failed[rule] = from[rule] < 0 ? 0 : failed[from[rule]];
            counts.acted[rule] = from[rule] < 0 ? 0 : acted[from[rule]];
        }
        return counts;
    }

    public void write(DataOutput out) throws IOException {
        out.writeByte(VERSION);
        out.writeInt(window.source());
        out.writeLong(window.start());
        out.writeLong(window.length());
        out.writeLong(admitted);
        out.writeLong(refused);
        out.writeInt(failed.length);
        for (int rule = 0; rule < failed.length; rule++) {
            out.writeLong(failed[rule]);
            out.writeLong(acted[rule]);
        }
    }

    /**
     * @throws IOException if the bytes are of an unknown version
     */
    public static QualityCounts read(DataInput in) throws IOException {
        byte version = in.readByte();
        if (version != VERSION) {
            throw new IOException(
                    "counts of format " + version + "; this release reads " + VERSION);
        }
        Window window = new Window(in.readInt(), in.readLong(), in.readLong());
        long admitted = in.readLong();
        long refused = in.readLong();
        QualityCounts counts = new QualityCounts(window, in.readInt());
        counts.admitted = admitted;
        counts.refused = refused;
        for (int rule = 0; rule < counts.failed.length; rule++) {
            counts.failed[rule] = in.readLong();
            counts.acted[rule] = in.readLong();
        }
        return counts;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof QualityCounts counts
                && window.equals(counts.window)
                && admitted == counts.admitted
                && refused == counts.refused
                && Arrays.equals(failed, counts.failed)
                && Arrays.equals(acted, counts.acted);
    }

    @Override
    public int hashCode() {
        return window.hashCode();
    }

    @Override
    public String toString() {
        return "%s admitted %d, refused %d, failed %s, acted %s"
                .formatted(
                        window, admitted, refused, Arrays.toString(failed), Arrays.toString(acted));
    }
}
