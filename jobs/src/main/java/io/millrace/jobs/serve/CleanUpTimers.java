package io.millrace.jobs.serve;

import org.apache.flink.streaming.api.TimerService;

/**
 * Timers that drop a key's state when nothing can reach it any more.
 *
 * <p>They are rounded up to whole horizons, so that a busy key has two of them at most, not one an
 * event; its state may live for up to twice its horizon.
 */
final class CleanUpTimers {

    private CleanUpTimers() {}

    /**
     * @param expiresAt event time from which the state is useless; Long.MAX_VALUE: never
     * @param horizon how long state lives after its last event, in milliseconds
     */
    static void register(TimerService timers, long expiresAt, long horizon) {
        if (expiresAt == Long.MAX_VALUE) {
            return;
        }
        long step = Math.max(1, horizon);
        timers.registerEventTimeTimer(roundUp(expiresAt, step));
    }

    static long roundUp(long time, long step) {
        long rounded = Math.floorDiv(time, step) * step;
        return rounded == time ? time : rounded + step;
    }
}
