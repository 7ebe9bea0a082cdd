package io.millrace.features.aggregate;

import io.millrace.features.state.ByteReader;
import io.millrace.features.state.ByteWriter;
import io.millrace.features.state.Values;
import io.millrace.schemas.event.ValueType;

/**
 * The oldest few values. Some more are kept than are asked for, so that the window has to be looked
 * through only when those have left: amortised O(1).
 */
final class OldestCell implements Cell {
    private static final int MORE = 14;

    private final ValueQueue oldest;
    private final int most;
    private final Window window;
    private long count;

    OldestCell(int column, ValueType type, int most, boolean evicts, Window window) {
        this.oldest = new ValueQueue(column, type, evicts ? 2 * most + MORE : most);
        this.most = most;
        this.window = window;
    }

    @Override
    public void clear() {
        oldest.clear();
        count = 0;
    }

    @Override
    public void add(Values values) {
        if (oldest.size() == count && !oldest.isFull()) {
            oldest.append(values);
        }
        count++;
    }

    @Override
    public void evict(Values values) {
        count--;
        if (oldest.size() > 0) {
            oldest.removeFirst();
        }
    }

    @Override
    public boolean isEmpty() {
        return count == 0;
    }

    @Override
    public void answer(Statistic statistic, long asked, long time, Result result) {
        if (oldest.size() < Math.min(most, count)) {
            oldest.clear();
            window.visit(
                    values -> {
                        oldest.append(values);
                        return !oldest.isFull();
                    });
        }
        int index = statistic.rank() - 1;
        if (index >= oldest.size()) {
            result.setNothing();
        } else if (statistic.kind() == Statistic.Kind.TIME_SINCE_FIRST) {
            result.setLong(asked - oldest.time(index));
        } else {
            oldest.answer(index, result);
        }
    }

    @Override
    public void write(ByteWriter out) {
        out.putUnsigned(count);
        oldest.write(out);
    }

    @Override
    public void read(ByteReader in) {
        count = in.getUnsigned();
        oldest.read(in);
    }
}
