package io.millrace.features.aggregate;

import io.millrace.features.state.ByteReader;
import io.millrace.features.state.ByteWriter;
import io.millrace.features.state.MonotonicDeque;
import io.millrace.features.state.Values;
import io.millrace.schemas.event.ValueType;

/**
 * The smallest or largest value: a monotonic deque over the values' numbers, or just the one value
 * if none is ever taken away. -0.0 is below 0.0.
 */
final class ExtremeCell implements Cell {
    private final int column;
    private final ValueType type;
    private final long mask;
    private final boolean evicts;
    private final MonotonicDeque deque = new MonotonicDeque();
    private long added;
    private long evicted;

    ExtremeCell(int column, ValueType type, boolean isSmallest, boolean evicts) {
        this.column = column;
        this.type = type;
        this.mask = isSmallest ? -1 : 0;
        this.evicts = evicts;
    }

    @Override
    public void clear() {
        deque.clear();
        added = 0;
        evicted = 0;
    }

    @Override
    public void add(Values values) {
        long word = ordered(values.words[column]) ^ mask;
        if (evicts) {
            deque.add(added++, word);
        } else if (deque.isEmpty() || deque.value(deque.firstFrom(0)) < word) {
            deque.clear();
            deque.add(0, word);
        }
    }

    @Override
    public void evict(Values values) {
        deque.dropBefore(++evicted);
    }

    /** A word that's ordered as the value is. It's its own inverse. */
    private long ordered(long word) {
        return type == ValueType.DOUBLE ? word ^ (word >> 63 & Long.MAX_VALUE) : word;
    }

    @Override
    public boolean isEmpty() {
        return deque.isEmpty();
    }

    @Override
    public void answer(Statistic statistic, long asked, long time, Result result) {
        int first = deque.firstFrom(evicted);
        if (first < 0) {
            result.setNothing();
        } else {
            result.set(type, ordered(deque.value(first) ^ mask), null);
        }
    }

    @Override
    public void write(ByteWriter out) {
        out.putUnsigned(added);
        out.putUnsigned(evicted);
        deque.write(out);
    }

    @Override
    public void read(ByteReader in) {
        added = in.getUnsigned();
        evicted = in.getUnsigned();
        deque.read(in);
    }
}
