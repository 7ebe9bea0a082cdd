package io.millrace.jobs.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C, as a command that must tidy up sees it.
 *
 * <p>The JVM answers SIGINT and SIGTERM with its shutdown hooks and then ends with 130 or 143. So a
 * command that {@link #watch watches} is asked to stop, gets a few seconds to do so, and the exit
 * code is right by itself.
 */
public final class Interruption {
    private static final long SECONDS_TO_TIDY_UP = 5;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch tidy = new CountDownLatch(1);

    /** From now on, the end of the JVM waits until {@link #tidy} was called, 5 seconds at most. */
    public void watch() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::askAndWait, "interruption"));
    }

    private void askAndWait() {
        ask();
        try {
            if (!tidy.await(SECONDS_TO_TIDY_UP, TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asks the command to stop. */
    public void ask() {
        asked.countDown();
    }

    /** Whether the user wants an end. */
    public boolean isAsked() {
        return asked.getCount() == 0;
    }

    /** Waits until the user wants an end, or time is over; says whether the user wants an end. */
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        return asked.await(time, unit);
    }

    /** Waits until the user wants an end. */
    public void await() throws InterruptedException {
        asked.await();
    }

    /** Says that everything is stopped and said. */
    public void tidy() {
        tidy.countDown();
    }
}
