package io.millrace.features.aggregate;

import io.millrace.features.state.ByteReader;
import io.millrace.features.state.ByteWriter;
import io.millrace.features.state.Values;
import io.millrace.schemas.event.ValueType;

/** The newest few values. */
final class NewestCell implements Cell {
    private final ValueQueue newest;
    private final int lag;
    private long count;

    /**
     * @param most how many are asked for
     * @param lag how many of the newest {@code lag_1} passes over: 1 if the window ends with its
     *     event, 0 if it ends before
     */
    NewestCell(int column, ValueType type, int most, int lag) {
        this.newest = new ValueQueue(column, type, most + lag);
        this.lag = lag;
    }

    @Override
    public void clear() {
        newest.clear();
        count = 0;
    }

    @Override
    public void add(Values values) {
        if (newest.isFull()) {
            newest.removeFirst();
        }
        newest.append(values);
        count++;
    }

    @Override
    public void evict(Values values) {
        count--;
        if (newest.size() > count) {
            newest.removeFirst();
        }
    }

    @Override
    public boolean isEmpty() {
        return count == 0;
    }

    @Override
    public void answer(Statistic statistic, long asked, long time, Result result) {
        int passed = statistic.kind() == Statistic.Kind.LAG ? lag : 0;
        int index = newest.size() - statistic.rank() - passed;
        if (index < 0) {
            result.setNothing();
        } else if (statistic.kind() == Statistic.Kind.TIME_SINCE_LAST) {
            result.setLong(asked - newest.time(index));
        } else {
            newest.answer(index, result);
        }
    }

    @Override
    public void write(ByteWriter out) {
        out.putUnsigned(count);
        newest.write(out);
    }

    @Override
    public void read(ByteReader in) {
        count = in.getUnsigned();
        newest.read(in);
    }
}
