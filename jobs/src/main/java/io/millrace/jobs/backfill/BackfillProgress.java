package io.millrace.jobs.backfill;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How far a backfill's job has come, for the progress bar of the process that runs it in itself.
 * Nothing that's computed depends on it.
 */
public final class BackfillProgress {
    private static final ConcurrentHashMap<String, BackfillProgress> RUNNING =
            new ConcurrentHashMap<>();

    private final AtomicLong rows = new AtomicLong();
    private final AtomicLong eventTime = new AtomicLong(Long.MIN_VALUE);

    private BackfillProgress() {}

    /**
     * @param folder of the run
     */
    public static BackfillProgress of(String folder) {
        return RUNNING.computeIfAbsent(folder, key -> new BackfillProgress());
    }

    void at(long done, long time) {
        rows.set(done);
        eventTime.set(time);
    }

    /** Events of the main source whose features are staged, with those of the warm-up. */
    public long rows() {
        return rows.get();
    }

    /** Time of the newest of them in epoch milliseconds; MIN_VALUE before the first. */
    public long eventTime() {
        return eventTime.get();
    }
}
