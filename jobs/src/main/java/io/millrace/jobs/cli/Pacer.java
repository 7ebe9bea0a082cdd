package io.millrace.jobs.cli;

import java.util.function.LongSupplier;

/**
 * Lets events through when they are due: so much event time after the first event, divided by the
 * speed. Events whose time lies back are due at once; a sender that's too slow isn't slowed
 * further.
 */
final class Pacer {
    /** Waits so long in nanoseconds, and says whether to go on. */
    interface Wait {
        boolean forNanos(long nanos) throws InterruptedException;
    }

    private static final double NANOS_PER_MILLI = 1e6;

    private final Speed speed;
    private final LongSupplier nanoTime;
    private final Wait wait;
    private boolean isStarted;
    private long startedAt;
    private long firstTime;

    Pacer(Speed speed, LongSupplier nanoTime, Wait wait) {
        this.speed = speed;
        this.nanoTime = nanoTime;
        this.wait = wait;
    }

    /** Whether events are held back at all. */
    boolean isPaced() {
        return !speed.isMax();
    }

    /**
     * Waits until an event is due.
     *
     * @param eventTime in epoch milliseconds
     * @return false if the user wants an end
     */
    boolean await(long eventTime) throws InterruptedException {
        if (speed.isMax()) {
            return wait.forNanos(0);
        }
        if (!isStarted) {
            isStarted = true;
            startedAt = nanoTime.getAsLong();
            firstTime = eventTime;
        }
        double due = (eventTime - firstTime) * NANOS_PER_MILLI / speed.factor();
        long passed = nanoTime.getAsLong() - startedAt;
        return wait.forNanos((long) Math.max(0, due - passed));
    }
}
