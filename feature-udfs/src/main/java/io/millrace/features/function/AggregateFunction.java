package io.millrace.features.function;

import io.millrace.schemas.event.ValueType;

import org.jspecify.annotations.Nullable;

/**
 * A user's function over windows: {@code aggregate: {amount: [longest_run]}}, in windows of every
 * shape but {@code halflife}.
 *
 * <p>To add one, implement this in a public class with a public constructor without parameters,
 * name the class in {@code META-INF/services/io.millrace.features.function.AggregateFunction}, and
 * name the jar under {@code functions:} in the pipeline file.
 *
 * <p>What's known of some values is an accumulator. Where values leave a window one by one, and the
 * function can't {@link #retract} them, accumulators of stretches of time are kept and merged; the
 * stretches and the order of merging are given by the values' event times alone. So the result is a
 * function of the window's values, to the last bit, even if merging isn't associative in the last
 * bit, as adding doubles isn't. It has to be associative otherwise.
 *
 * <p>It has to be pure, as a {@link ScalarFunction} has. Several threads may share an object; an
 * accumulator belongs to one.
 *
 * @param <A> the accumulator; never null
 */
public interface AggregateFunction<A> {

    /** What {@code aggregate:} names: letters, digits and _, a letter first; unlike all others. */
    String name();

    /** Raise it with every change that can change a result, or the bytes of an accumulator. */
    default int version() {
        return 1;
    }

    /** The type of the fields that it takes; a double also takes integers. */
    ValueType parameter();

    ValueType result();

    /** What it computes, with its unit: one or two sentences. */
    String description();

    /** An accumulator of no values. */
    A empty();

    /**
     * Adds a value that's after all others. Values that are null aren't given.
     *
     * @param accumulator may be changed and returned
     * @param value by its type: Boolean, Long, Double or String; a timestamp is a Long of epoch
     *     milliseconds
     * @param time the value's event time, in epoch milliseconds
     */
    A add(A accumulator, Object value, long time);

    /**
     * An accumulator of both's values, as if they had been added one by one.
     *
     * @param earlier must stay as it is
     * @param later of values that are all after those; must stay as it is
     */
    A merge(A earlier, A later);

    /** Whether {@link #retract} takes values away again. */
    default boolean retracts() {
        return false;
    }

    /**
     * Takes the oldest value away. Only for functions where that's exact: what's left has to give
     * the same result, to the last bit, as if the value had never been there. It makes long windows
     * cheap.
     *
     * @param accumulator may be changed and returned
     */
    default A retract(A accumulator, Object value, long time) {
        throw new UnsupportedOperationException(name() + " doesn't take values away");
    }

    /**
     * The feature's value; the accumulator must stay as it is. Of no values, too.
     *
     * @return by the result's type, or null for "missing"
     */
    @Nullable Object result(A accumulator);

    /** An accumulator as bytes, for the job's state. */
    byte[] write(A accumulator);

    /** The accumulator of such bytes, as it was. */
    A read(byte[] bytes);
}
