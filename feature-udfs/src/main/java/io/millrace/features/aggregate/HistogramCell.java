package io.millrace.features.aggregate;

import io.millrace.features.state.ByteReader;
import io.millrace.features.state.ByteWriter;
import io.millrace.features.state.Values;

import java.util.Arrays;

/** How many values are in each cell between ascending bounds; a bound is in the upper one. */
final class HistogramCell implements Cell {
    private final int column;
    private final boolean isDouble;
    private final double[] bounds;
    private final long[] counts;

    HistogramCell(int column, boolean isDouble, double[] bounds) {
        this.column = column;
        this.isDouble = isDouble;
        this.bounds = bounds;
        counts = new long[bounds.length + 1];
    }

    @Override
    public void clear() {
        Arrays.fill(counts, 0);
    }

    @Override
    public void add(Values values) {
        counts[cell(values)]++;
    }

    @Override
    public void evict(Values values) {
        counts[cell(values)]--;
    }

    private int cell(Values values) {
        long word = values.words[column];
        double value = isDouble ? Double.longBitsToDouble(word) : word;
        int cell = 0;
        while (cell < bounds.length && value >= bounds[cell]) {
            cell++;
        }
        return cell;
    }

    @Override
    public boolean isEmpty() {
        for (long count : counts) {
            if (count != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void answer(Statistic statistic, long asked, long time, Result result) {
        result.setLong(counts[statistic.rank()]);
    }

    @Override
    public void write(ByteWriter out) {
        for (long count : counts) {
            out.putUnsigned(count);
        }
    }

    @Override
    public void read(ByteReader in) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] = in.getUnsigned();
        }
    }
}
