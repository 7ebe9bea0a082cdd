package io.millrace.drift.monitor;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * From when on examples are of the world that the newest window is of. A training that a window
 * asks for may have to wait, for the cool-down or the day's cap; when its turn comes it's still
 * about those windows.
 */
final class RunStart {
    private long window = Long.MIN_VALUE;
    private long since = Long.MIN_VALUE;

    /**
     * @param windowStart event time; one that's older than the newest says nothing
     * @param runStart event time from which on the windows up to this one look alike
     */
    void seen(long windowStart, long runStart) {
        if (windowStart >= window) {
            window = windowStart;
            since = runStart;
        }
    }

    /** Event time, epoch milliseconds; {@link Long#MIN_VALUE} before the first window. */
    long since() {
        return since;
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(window);
        out.writeLong(since);
    }

    static RunStart read(DataInput in) throws IOException {
        RunStart start = new RunStart();
        start.window = in.readLong();
        start.since = in.readLong();
        return start;
    }
}
