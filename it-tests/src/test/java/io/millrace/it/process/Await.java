package io.millrace.it.process;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for conditions; a test never waits for time to pass. */
public final class Await {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    private Await() {}

    /**
     * Returns as soon as the condition holds.
     *
     * @param what what is waited for, as the object of "waited for"
     * @param evidence what to show when it's in vain: a log's end, a count
     * @throws AssertionError when the condition doesn't hold within the time
     */
    public static void until(
            String what, Duration atMost, BooleanSupplier condition, Supplier<String> evidence) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(
                        "Waited %d s in vain for %s. %s"
                                .formatted(atMost.toSeconds(), what, evidence.get()));
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }
}
