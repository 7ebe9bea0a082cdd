package io.millrace.features.aggregate;

import io.millrace.features.state.ByteReader;
import io.millrace.features.state.ByteWriter;
import io.millrace.features.state.Values;

/** How many values meet one condition, over how many meet another. */
final class RatioCell implements Cell {
    private final int above;
    private final int below;
    private long met;
    private long of;
    private long count;

    /**
     * @param above index of a condition, or -1 for all
     * @param below the same for what it's divided by
     */
    RatioCell(int above, int below) {
        this.above = above;
        this.below = below;
    }

    @Override
    public void clear() {
        met = 0;
        of = 0;
        count = 0;
    }

    @Override
    public void add(Values values) {
        change(values, 1);
    }

    @Override
    public void evict(Values values) {
        change(values, -1);
    }

    private void change(Values values, int by) {
        count += by;
        met += above < 0 || values.holds[above] ? by : 0;
        of += below < 0 || values.holds[below] ? by : 0;
    }

    @Override
    public boolean isEmpty() {
        return count == 0;
    }

    @Override
    public void answer(Statistic statistic, long asked, long time, Result result) {
        if (of == 0) {
            result.setNothing();
        } else {
            result.setDouble((double) met / of);
        }
    }

    @Override
    public void write(ByteWriter out) {
        out.putUnsigned(count);
        out.putUnsigned(met);
        out.putUnsigned(of);
    }

    @Override
    public void read(ByteReader in) {
        count = in.getUnsigned();
        met = in.getUnsigned();
        of = in.getUnsigned();
    }
}
