package io.millrace.features.state;

import java.util.Arrays;

/**
 * The largest value of every window that ends now, whatever its length: values that have a larger
 * or equal one after them can never be an answer again and are left out, so what's kept falls from
 * left to right, and a window's largest is the first within it. One deque serves all windows.
 *
 * <p>Amortised O(1) for adding, O(log n) for asking. Of values in random order about {@code ln n}
 * are kept; at worst, when they fall steadily, all n of the longest window.
 */
public final class MonotonicDeque {
    private long[] times = new long[8];
    private long[] values = new long[8];
    private int from;
    private int to;

    public void clear() {
        from = 0;
        to = 0;
    }

    public boolean isEmpty() {
        return from == to;
    }

    /** Adds a value; usually the newest, but an older one finds its place. */
    public void add(long time, long value) {
        int at = to;
        while (at > from && times[at - 1] > time) {
            at--;
        }
        boolean surpassed =
                (at < to && values[at] >= value)
                        || (at > from && times[at - 1] == time && values[at - 1] >= value);
        if (surpassed) {
            return;
        }
        int keep = at;
        while (keep > from && values[keep - 1] <= value) {
            keep--;
        }
        int place = makeRoom(keep, at);
        times[place] = time;
        values[place] = value;
    }

    /** Replaces the entries in {@code [keep, at)} by one free place. */
    private int makeRoom(int keep, int at) {
        int shift = 0;
        if (to == times.length) {
            shift = from;
            int capacity = 2 * (to - from) >= times.length ? 2 * times.length : times.length;
            times = Arrays.copyOf(Arrays.copyOfRange(times, from, to), capacity);
            values = Arrays.copyOf(Arrays.copyOfRange(values, from, to), capacity);
            from = 0;
            to -= shift;
        }
        int hole = keep - shift;
        int rest = at - shift;
        System.arraycopy(times, rest, times, hole + 1, to - rest);
        System.arraycopy(values, rest, values, hole + 1, to - rest);
        to += hole + 1 - rest;
        return hole;
    }

    /** Forgets what's before a time. */
    public void dropBefore(long time) {
        while (from < to && times[from] < time) {
            from++;
        }
    }

    /** Index of the first entry from a time on, or -1 if there's none. */
    public int firstFrom(long time) {
        int found = Arrays.binarySearch(times, from, to, time);
        int index = found >= 0 ? found : -found - 1;
        return index < to ? index : -1;
    }

    public long value(int index) {
        return values[index];
    }

    public void write(ByteWriter out) {
        out.putUnsigned(to - from);
        long before = 0;
        for (int i = from; i < to; i++) {
            out.putSigned(times[i] - before);
            out.putLong(values[i]);
            before = times[i];
        }
    }

    public void read(ByteReader in) {
        from = 0;
        to = in.getCount();
        if (to > times.length) {
            times = new long[to * 2];
            values = new long[to * 2];
        }
        long time = 0;
        for (int i = 0; i < to; i++) {
            time += in.getSigned();
            times[i] = time;
            values[i] = in.getLong();
        }
    }
}
