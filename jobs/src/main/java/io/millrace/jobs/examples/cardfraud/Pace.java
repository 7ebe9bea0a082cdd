package io.millrace.jobs.examples.cardfraud;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * How far the producer may go ahead of the jobs. A day of the story takes seconds, so on a busy
 * machine a training of half a minute would take a week; in earnest it takes half a minute. So the
 * story's time waits where the jobs would fall behind as they never would by the clock.
 *
 * <p>All this is shorter than the pipeline's {@code lead}, by what a decision takes to get around:
 * so each deployment is there before its event time, and the same seed gives the same promotions on
 * any machine.
 *
 * <p>One thread tells what it hears, another one waits.
 */
final class Pace {
    private static final long ANSWERS = Duration.ofHours(30).toMillis();
    private static final long EXAMPLES = Duration.ofHours(36).toMillis();
    private static final long TRAINING = Duration.ofHours(54).toMillis();
    private static final long REPORTS = Duration.ofHours(60).toMillis();
    private static final long NEVER = Long.MAX_VALUE - REPORTS;
    private static final long STEP_NANOS = Duration.ofMillis(20).toNanos();
    private static final long SIGN_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();

    private final LongSupplier clock;
    private final Map<String, Long> trainings = new TreeMap<>();
    private long answered;
    private long labelled;
    private long reported = NEVER;
    private volatile long limit;
    private volatile boolean over;

    /**
     * @param start of the story, epoch milliseconds
     * @param clock in nanoseconds, monotonic; decides only when to wait no longer
     */
    Pace(long start, LongSupplier clock) {
        this.clock = clock;
        answered = start;
        labelled = start;
        update();
    }

    /** A payment of an event time was answered. */
    void answered(long time) {
        answered = Math.max(answered, time);
        update();
    }

    /** There's an example whose label was known at an event time. */
    void labelled(long time) {
        labelled = Math.max(labelled, time);
        update();
    }

    /** A training was asked for at an event time. */
    void asked(String trigger, long time) {
        trainings.put(trigger, time);
        update();
    }

    /** What a trigger asked for is trained, and nothing more will come of it. */
    void settled(String trigger) {
        trainings.remove(trigger);
        update();
    }

    /** The champion's performance was reported as of an event time. */
    void reported(long time) {
        reported = reported == NEVER ? time : Math.max(reported, time);
        update();
    }

    private void update() {
        long next = Math.min(answered + ANSWERS, labelled + EXAMPLES);
        next = Math.min(next, reported + REPORTS);
        for (long asked : trainings.values()) {
            next = Math.min(next, asked + TRAINING);
        }
        limit = next;
    }

    /**
     * Waits until an event time may be sent. When that takes longer than a minute, nobody waits any
     * more: if the jobs stand still, the accounts are to say so.
     *
     * @param time epoch milliseconds
     * @param stop whether to wait no longer
     * @param sign of life, given every ten seconds: sources that are quiet for long don't hold time
     *     any more, and when they wake up one after the other, good payments would be late
     * @return nanoseconds that were waited
     */
    long await(long time, BooleanSupplier stop, Runnable sign) {
        if (time <= limit || over) {
            return 0;
        }
        long start = clock.getAsLong();
        long waited = 0;
        long nextSign = SIGN_NANOS;
        while (time > limit && !over && !stop.getAsBoolean()) {
            LockSupport.parkNanos(STEP_NANOS);
            waited = clock.getAsLong() - start;
            if (waited >= nextSign) {
                sign.run();
                nextSign = waited + SIGN_NANOS;
            }
            over = waited >= PATIENCE_NANOS;
        }
        return waited;
    }
}
