package io.millrace.jobs.serve;

import java.io.Serializable;

/**
 * How much heap a subtask of an operator may use beside its state, in bytes, roughly.
 *
 * @param held for events that wait for the watermark; beyond it they wait in the state
 * @param cached for the state of the keys that came last; 0: every change is written at once
 */
record HeapLimits(long held, long cached) implements Serializable {
    private static final long MEGABYTE = 1 << 20;
    private static final int HELD_SHARE = 32;
    private static final int CACHED_SHARE = 128;

    HeapLimits {
        if (held < 0 || cached < 0) {
            throw new IllegalArgumentException(
                    "limits of heap are 0 or more bytes, not %d and %d".formatted(held, cached));
        }
    }

    /** Small parts of this JVM's heap, since many operators share it. */
    static HeapLimits usual() {
        long heap = Runtime.getRuntime().maxMemory();
        return new HeapLimits(
                Math.min(Math.max(heap / HELD_SHARE, 4 * MEGABYTE), 64 * MEGABYTE),
                Math.min(Math.max(heap / CACHED_SHARE, MEGABYTE), 32 * MEGABYTE));
    }
}
