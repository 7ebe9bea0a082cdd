package io.millrace.features.aggregate;

import io.millrace.features.function.AggregateFunction;
import io.millrace.features.state.ByteReader;
import io.millrace.features.state.ByteWriter;

import org.jspecify.annotations.Nullable;

import java.util.function.Supplier;

/**
 * Calls a function of a jar for stretches of values. One that fails leaves a stretch without an
 * accumulator: what's merged with it has none either, and says why when it's asked.
 */
final class Accumulators<A> {
    private final AggregateFunction<A> function;

    Accumulators(AggregateFunction<A> function) {
        this.function = function;
    }

    /**
     * A stretch of values.
     *
     * @param <A> the accumulator's type
     */
    static final class Stretch<A> {
        /** Times of its first and last value; of the first once some have left, at most that. */
        long first;

        long last;
        long count;

        /** What's known; null if it's in bytes only, or failed. */
        @Nullable A accumulator;

        byte @Nullable [] bytes;
        @Nullable String failure;

        /** Whether values have left, so that the accumulator isn't theirs any more. */
        boolean isStale;
    }

    private interface Step<A> {
        A apply(A accumulator);
    }

    Stretch<A> empty(long time) {
        Stretch<A> stretch = new Stretch<>();
        stretch.first = time;
        stretch.last = time;
        set(stretch, function::empty);
        return stretch;
    }

    void add(Stretch<A> stretch, Object value, long time) {
        stretch.last = time;
        stretch.count++;
        change(stretch, a -> function.add(a, value, time));
    }

    void retract(Stretch<A> stretch, Object value, long time) {
        stretch.count--;
        change(stretch, a -> function.retract(a, value, time));
    }

    private void change(Stretch<A> stretch, Step<A> step) {
        A before = accumulator(stretch);
        if (before != null) {
            set(stretch, () -> step.apply(before));
        }
    }

    Stretch<A> merge(Stretch<A> earlier, Stretch<A> later) {
        Stretch<A> merged = new Stretch<>();
        merged.first = earlier.first;
        merged.last = later.last;
        merged.count = earlier.count + later.count;
        A left = accumulator(earlier);
        A right = accumulator(later);
        if (left == null || right == null) {
            merged.failure = earlier.failure == null ? later.failure : earlier.failure;
        } else {
            set(merged, () -> function.merge(left, right));
        }
        return merged;
    }

    /**
     * What a stretch's values have come to.
     *
     * @throws IllegalStateException if the function has failed for them
     */
    A result(Stretch<A> stretch) {
        A accumulator = accumulator(stretch);
        if (accumulator == null) {
            throw new IllegalStateException("for the values of this window: " + stretch.failure);
        }
        return accumulator;
    }

    A nothing() {
        return function.empty();
    }

    private @Nullable A accumulator(Stretch<A> stretch) {
        byte[] bytes = stretch.bytes;
        if (stretch.accumulator == null && stretch.failure == null && bytes != null) {
            set(stretch, () -> function.read(bytes));
            stretch.bytes = stretch.failure == null ? bytes : null;
        }
        return stretch.accumulator;
    }

    private void set(Stretch<A> stretch, Supplier<A> work) {
        stretch.accumulator = null;
        stretch.bytes = null;
        try {
            stretch.accumulator = work.get();
            if (stretch.accumulator == null) {
                stretch.failure = "it returned no accumulator";
            }
        } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
            stretch.failure = e.toString();
        }
    }

    void write(Stretch<A> stretch, long before, ByteWriter out) {
        byte[] bytes = bytes(stretch);
        out.putSigned(stretch.first - before);
        out.putUnsigned(stretch.last - stretch.first);
        out.putUnsigned(stretch.count);
        out.write(stretch.isStale ? 1 : 0);
        out.write(bytes == null ? 1 : 0);
        if (bytes == null) {
            out.putText(String.valueOf(stretch.failure));
        } else {
            out.putUnsigned(bytes.length);
            out.write(bytes, 0, bytes.length);
        }
    }

    private byte @Nullable [] bytes(Stretch<A> stretch) {
        A accumulator = stretch.accumulator;
        if (stretch.bytes == null && accumulator != null) {
            try {
                stretch.bytes = function.write(accumulator);
                if (stretch.bytes == null) {
                    stretch.failure = "it wrote no bytes";
                }
            } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
                stretch.failure = e.toString();
            }
        }
        return stretch.failure == null ? stretch.bytes : null;
    }

    Stretch<A> read(long before, ByteReader in) {
        Stretch<A> stretch = new Stretch<>();
        stretch.first = before + in.getSigned();
        stretch.last = stretch.first + in.getUnsigned();
        stretch.count = in.getUnsigned();
        stretch.isStale = in.getByte() == 1;
        if (in.getByte() == 1) {
            stretch.failure = in.getText();
        } else {
            byte[] bytes = new byte[in.getCount()];
            in.read(bytes, 0, bytes.length);
            stretch.bytes = bytes;
        }
        return stretch;
    }
}
