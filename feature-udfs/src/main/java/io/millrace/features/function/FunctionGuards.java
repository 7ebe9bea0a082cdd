package io.millrace.features.function;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Hears which guards are made, for a metric of their states. */
public final class FunctionGuards {
    private static final ThreadLocal<@Nullable List<FunctionGuard>> MADE = new ThreadLocal<>();

    private final Map<String, List<FunctionGuard>> byFunction = new TreeMap<>();

    /**
     * Makes something, and takes in the guards that are made with it, in this thread.
     *
     * @return what was made
     */
    public <T> T of(Supplier<T> maker) {
        List<FunctionGuard> made = new ArrayList<>();
        List<FunctionGuard> before = MADE.get();
        MADE.set(made);
        try {
            return maker.get();
        } finally {
            MADE.set(before);
            made.forEach(
                    guard ->
                            byFunction
                                    .computeIfAbsent(guard.function(), any -> new ArrayList<>())
                                    .add(guard));
        }
    }

    static void made(FunctionGuard guard) {
        List<FunctionGuard> made = MADE.get();
        if (made != null) {
            made.add(guard);
        }
    }

    /** The names of the functions that have a guard. */
    public List<String> functions() {
        return List.copyOf(byFunction.keySet());
    }

    /** The worst state of a function's guards; one is in every place where it's called. */
    public FunctionGuard.State state(String function) {
        FunctionGuard.State worst = FunctionGuard.State.CLOSED;
        for (FunctionGuard guard : byFunction.getOrDefault(function, List.of())) {
            FunctionGuard.State state = guard.state();
            worst = rank(state) > rank(worst) ? state : worst;
        }
        return worst;
    }

    /** As a metric has it: 0 for closed, 1 for half open, 2 for open. */
    public int rank(String function) {
        return rank(state(function));
    }

    private static int rank(FunctionGuard.State state) {
        return switch (state) {
            case CLOSED -> 0;
            case HALF_OPEN -> 1;
            case OPEN -> 2;
        };
    }
}
