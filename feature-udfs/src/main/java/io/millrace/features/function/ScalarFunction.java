package io.millrace.features.function;

import io.millrace.schemas.event.ValueType;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;

/**
 * A function that expressions ({@code derive:}, {@code where:}) can call.
 *
 * <p>To add one, implement this in a public class with a public constructor without parameters,
 * name the class in {@code META-INF/services/io.millrace.features.function.ScalarFunction}, and put
 * the jar on the class path of both the command line and the job.
 *
 * <p>It has to be pure: its result depends on its arguments only, not on the clock, a random
 * number, a file or an earlier call. Several threads may share an object. Otherwise features that
 * are computed again, in training or after a restart, differ from those that were served.
 */
public interface ScalarFunction {
    /** The most parameters that a function can have. */
    int MOST_PARAMETERS = 6;

    /** What expressions call: letters, digits and _, a letter first; no other function has it. */
    String name();

    /**
     * Raise it with every change that can change a result: features that use the function are other
     * features then, and a job doesn't start with another version than its plan was made with.
     */
    default int version() {
        return 1;
    }

    /** From one to {@link #MOST_PARAMETERS}; an integer argument can stand for a double. */
    List<ValueType> parameters();

    ValueType result();

    /** What it computes, with units and what its parameters are: one or two sentences. */
    String description();

    /** A call, such as {@code haversine_km(lat, lon, home_lat, home_lon)}. */
    String example();

    /**
     * Computes a value. It isn't called if an argument is missing: the result is missing then, too.
     *
     * <p>If it throws, or returns NaN, an infinite number or a value of another type, the event
     * becomes a dead letter with the function's name.
     *
     * @param arguments by their types: Boolean, Long, Double or String; a timestamp is a Long of
     *     epoch milliseconds
     * @return the same, or null for "missing"
     */
    @Nullable Object apply(Object[] arguments);

    /**
     * What's wrong with arguments that are written out in an expression, so that it's said when the
     * file is loaded.
     *
     * @param literals the arguments; empty where they aren't literals
     */
    default Optional<String> complaint(List<Optional<Object>> literals) {
        return Optional.empty();
    }
}
