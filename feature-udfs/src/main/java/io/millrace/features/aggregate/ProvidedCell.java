package io.millrace.features.aggregate;

import io.millrace.features.function.AggregateFunction;
import io.millrace.features.function.FunctionFailure;
import io.millrace.features.function.FunctionGuard;
import io.millrace.features.function.FunctionReference;
import io.millrace.features.function.FunctionResults;
import io.millrace.features.state.ByteReader;
import io.millrace.features.state.ByteWriter;
import io.millrace.features.state.Values;
import io.millrace.schemas.event.ValueType;

import org.jspecify.annotations.Nullable;

/**
 * A function of a jar over a window.
 *
 * <p>One accumulator does if values never leave, or if the function takes them away itself.
 * Otherwise see {@link AccumulatorTree}.
 *
 * <p>Whether the function can take a value is tried before its event is taken in anywhere, on an
 * accumulator of nothing. If it fails later all the same (say its sum overflows), events have no
 * answer as long as the window has those values.
 */
final class ProvidedCell<A> implements Cell {
    private final int column;
    private final ValueType type;
    private final FunctionReference reference;
    private final AggregateFunction<A> function;
    private final boolean evicts;
    private final Window window;
    private final AccumulatorTree<A> tree;
    private final FunctionGuard entrance;
    private final FunctionGuard exit;

    ProvidedCell(
            int column,
            ValueType type,
            FunctionReference reference,
            AggregateFunction<A> function,
            boolean evicts,
            Window window) {
        this.column = column;
        this.type = type;
        this.reference = reference;
        this.function = function;
        this.evicts = evicts;
        this.window = window;
        this.tree = new AccumulatorTree<>(new Accumulators<>(function), keepsOne());
        this.entrance = new FunctionGuard(reference.name());
        this.exit = new FunctionGuard(reference.name());
    }

    private boolean keepsOne() {
        return !evicts || function.retracts();
    }

    private Object value(Values values) {
        long word = values.words[column];
        return switch (type) {
            case BOOLEAN -> word != 0;
            case DOUBLE -> Double.longBitsToDouble(word);
            case STRING -> java.util.Objects.requireNonNull(values.texts[column]);
            case INTEGER, TIMESTAMP ->
                    reference.parameters().get(0) == ValueType.DOUBLE
                            ? (Object) (double) word
                            : (Object) word;
        };
    }

    @Override
    public void check(Values values) {
        Object value = value(values);
        A tried = entrance.call(() -> function.add(function.empty(), value, values.time));
        if (tried == null) {
            throw entrance.failed("returned no accumulator");
        }
        entrance.worked();
    }

    @Override
    public void clear() {
        tree.clear();
    }

    @Override
    public void add(Values values) {
        tree.add(value(values), values.time);
    }

    @Override
    public void evict(Values values) {
        if (keepsOne()) {
            tree.retract(value(values), values.time);
        } else {
            tree.evict();
        }
    }

    /** All values that leave have left: now those that stay can be looked at. */
    @Override
    public void moveTo(long time) {
        if (evicts) {
            tree.repair(visit -> window.visit(values -> visit.visit(value(values), values.time)));
        }
    }

    @Override
    public boolean isEmpty() {
        return tree.isEmpty();
    }

    @Override
    public void answer(Statistic statistic, long asked, long time, Result result) {
        try {
            Object value = exit.<@Nullable Object>call(() -> function.result(tree.fold()));
            String wrong = FunctionResults.wrong(value, reference.result());
            if (wrong != null) {
                throw exit.failed(wrong);
            }
            exit.worked();
            set(value, result);
        } catch (FunctionFailure e) {
            result.refuse(String.valueOf(e.getMessage()));
        }
    }

    private void set(@Nullable Object value, Result result) {
        if (value == null) {
            result.setNothing();
            return;
        }
        long word =
                switch (reference.result()) {
                    case BOOLEAN -> (Boolean) value ? 1 : 0;
                    case INTEGER, TIMESTAMP -> (Long) value;
                    case DOUBLE -> Double.doubleToRawLongBits((Double) value);
                    case STRING -> 0;
                };
        result.set(reference.result(), word, value instanceof String text ? text : null);
    }

    @Override
    public void write(ByteWriter out) {
        tree.write(out);
    }

    @Override
    public void read(ByteReader in) {
        tree.read(in);
    }
}
