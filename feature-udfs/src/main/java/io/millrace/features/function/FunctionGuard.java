package io.millrace.features.function;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.function.Supplier;

/**
 * Stands between the engine and one user's function: a call that throws or is slow is a {@link
 * FunctionFailure}, and a function that fails again and again is switched off for a while, so that
 * it can't hold up everything.
 *
 * <p>The breaker counts calls, not seconds. {@link State#CLOSED}: every call is made. After {@value
 * #MOST_FAILURES} failures in a row it's {@link State#OPEN}: {@value #REST} calls are refused
 * without being made. Then it's {@link State#HALF_OPEN}: one call is made; if it's good the breaker
 * closes, else it opens again.
 *
 * <p>Which events are refused by an open breaker depends on what came before them in this task, and
 * which are too slow on the machine; those are in the dead letters. For one thread.
 */
public final class FunctionGuard {
    /** Failures in a row that switch a function off. */
    public static final int MOST_FAILURES = 100;

    /** Calls that are refused until one is tried again. */
    public static final int REST = 1_000;

    /** A longer call has failed, in milliseconds. It isn't cut short: Java can't do that safely. */
    public static final long LONGEST_MILLIS = 1_000;

    /** The breaker's state. */
    public enum State {
        /** The function is called. */
        CLOSED,
        /** It isn't called. */
        OPEN,
        /** The next call is a trial. */
        HALF_OPEN
    }

    private final String function;
    private int failures;
    private int refused;
    private String last = "";

    public FunctionGuard(String function) {
        this.function = function;
        FunctionGuards.made(this);
    }

    String function() {
        return function;
    }

    public State state() {
        if (failures < MOST_FAILURES) {
            return State.CLOSED;
        }
        return refused < REST ? State.OPEN : State.HALF_OPEN;
    }

    /**
     * Calls the function. Whoever calls says afterwards whether the result is {@link #worked good}
     * or {@link #failed bad}.
     *
     * @throws FunctionFailure if it throws, takes too long, or is switched off
     */
    public <T extends @Nullable Object> T call(Supplier<T> work) {
        if (state() == State.OPEN) {
            refused++;
            throw new FunctionFailure(
                    function,
                    "is switched off: it failed %,d times in a row, and is tried again after %,d events; its last failure: it %s"
                            .formatted(MOST_FAILURES, REST, last));
        }
        long start = System.nanoTime();
        T value;
        try {
            value = work.get();
        } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
            throw failed("failed: " + e);
        }
        long millis = (System.nanoTime() - start) / 1_000_000;
        if (millis > LONGEST_MILLIS) {
            throw failed(
                    String.format(
                            Locale.ROOT,
                            "took %,d ms; a call may take %,d ms",
                            millis,
                            LONGEST_MILLIS));
        }
        return value;
    }

    /** Counts a failure, and gives what to throw. */
    public FunctionFailure failed(String what) {
        failures = Math.min(failures + 1, MOST_FAILURES);
        refused = 0;
        last = what;
        return new FunctionFailure(function, what);
    }

    /** The last call's result is good. */
    public void worked() {
        failures = 0;
        refused = 0;
    }
}
