package io.millrace.features.aggregate;

import io.millrace.features.state.ByteReader;
import io.millrace.features.state.ByteWriter;
import io.millrace.features.state.Values;

import java.util.Arrays;

/**
 * Quantiles within 1 % of the value (DDSketch: Masson, Rim, Lee, VLDB 2019): values are counted in
 * cells whose bounds grow by {@code γ = 1.01 / 0.99}, and a cell stands for {@code 2 γ^i / (γ +
 * 1)}. Counts can be added and taken away, so it's a function of the set. Logarithms are
 * StrictMath's, so that a value is in the same cell everywhere.
 *
 * <p>No cells are merged: values between 1 and 1,000,000 have 691 of them, and all doubles some
 * 150,000. The value of rank {@code ⌊q (n - 1)⌋}, from 0, is meant.
 */
final class QuantileCell implements Cell {
    private static final double GAMMA = 1.01 / 0.99;
    private static final double LOG_GAMMA = StrictMath.log(GAMMA);
    private static final double LOG_MIDDLE = StrictMath.log(2 / (GAMMA + 1));

    /** Above every |i| of a double, so that cells are ordered as their values are. */
    private static final int OFFSET = 40_000;

    private static final long WHOLE = 1_000_000;

    private final int column;
    private final boolean isDouble;
    private int[] cells = new int[16];
    private long[] counts = new long[16];
    private int size;
    private long total;

    /** Of the event that's answered. */
    private int ownCell;

    private boolean hasOwn;

    QuantileCell(int column, boolean isDouble) {
        this.column = column;
        this.isDouble = isDouble;
    }

    @Override
    public void clear() {
        size = 0;
        total = 0;
    }

    @Override
    public void add(Values values) {
        total++;
        int cell = cell(values);
        int place = Arrays.binarySearch(cells, 0, size, cell);
        if (place >= 0) {
            counts[place]++;
            return;
        }
        ensureCapacity(size + 1);
        int at = -place - 1;
        System.arraycopy(cells, at, cells, at + 1, size - at);
        System.arraycopy(counts, at, counts, at + 1, size - at);
        cells[at] = cell;
        counts[at] = 1;
        size++;
    }

    @Override
    public void evict(Values values) {
        total--;
        int place = Arrays.binarySearch(cells, 0, size, cell(values));
        if (--counts[place] == 0) {
            size--;
            System.arraycopy(cells, place + 1, cells, place, size - place);
            System.arraycopy(counts, place + 1, counts, place, size - place);
        }
    }

    private void ensureCapacity(int capacity) {
        if (capacity > cells.length) {
            cells = Arrays.copyOf(cells, Math.max(capacity, 2 * cells.length));
            counts = Arrays.copyOf(counts, cells.length);
        }
    }

    private int cell(Values values) {
        long word = values.words[column];
        double value = isDouble ? Double.longBitsToDouble(word) : word;
        if (value == 0) {
            return 0;
        }
        int index = (int) Math.ceil(StrictMath.log(Math.abs(value)) / LOG_GAMMA) + OFFSET;
        return value < 0 ? -index : index;
    }

    private static double value(int cell) {
        if (cell == 0) {
            return 0.0;
        }
        double magnitude = StrictMath.exp((Math.abs(cell) - OFFSET) * LOG_GAMMA + LOG_MIDDLE);
        return Math.copySign(Math.min(magnitude, Double.MAX_VALUE), cell);
    }

    @Override
    public boolean isEmpty() {
        return total == 0;
    }

    @Override
    public void answer(Statistic statistic, long asked, long time, Result result) {
        if (total == 0) {
            result.setNothing();
            return;
        }
        if (statistic.kind() == Statistic.Kind.PERCENT_RANK) {
            answerRank(result);
            return;
        }
        long rank = statistic.fraction() * (total - 1) / WHOLE;
        int place = 0;
        for (long before = counts[0]; before <= rank; before += counts[place]) {
            place++;
        }
        result.setDouble(value(cells[place]));
    }

    @Override
    public void ask(Values own) {
        hasOwn = own.present[column];
        ownCell = hasOwn ? cell(own) : 0;
    }

    /** The share of values below the event's own, and half of those that are about equal. */
    private void answerRank(Result result) {
        if (!hasOwn) {
            result.setNothing();
            return;
        }
        long twice = 0;
        for (int i = 0; i < size && cells[i] <= ownCell; i++) {
            twice += cells[i] < ownCell ? 2 * counts[i] : counts[i];
        }
        result.setDouble(twice / (2.0 * total));
    }

    @Override
    public void write(ByteWriter out) {
        out.putUnsigned(total);
        out.putUnsigned(size);
        int before = 0;
        for (int i = 0; i < size; i++) {
            out.putSigned(cells[i] - before);
            out.putUnsigned(counts[i]);
            before = cells[i];
        }
    }

    @Override
    public void read(ByteReader in) {
        total = in.getUnsigned();
        int count = in.getCount();
        ensureCapacity(count);
        size = count;
        int cell = 0;
        for (int i = 0; i < size; i++) {
            cell += (int) in.getSigned();
            cells[i] = cell;
            counts[i] = in.getUnsigned();
        }
    }
}
