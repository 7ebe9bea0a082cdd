package io.millrace.jobs.serve;

/**
 * When a key's state is dropped that nothing can reach any more.
 *
 * <p>Rounded up to whole horizons, so that a busy key has two timers at most, not one an event; its
 * state may live for up to twice its horizon.
 */
final class CleanUpTimes {

    private CleanUpTimes() {}

    /**
     * @param expiresAt event time from which the state is useless; Long.MAX_VALUE: never
     * @param horizon how long state lives after its last event, in milliseconds
     */
    static long of(long expiresAt, long horizon) {
        if (expiresAt == Long.MAX_VALUE) {
            return Long.MAX_VALUE;
        }
        long step = Math.max(1, horizon);
        long rounded = Math.floorDiv(expiresAt, step) * step;
        return rounded == expiresAt ? expiresAt : rounded + step;
    }
}
