package io.millrace.features.aggregate;

import io.millrace.features.numbers.ExactRatio;
import io.millrace.features.numbers.ExactSum;
import io.millrace.features.state.ByteReader;
import io.millrace.features.state.ByteWriter;
import io.millrace.features.state.Values;

import java.math.BigInteger;

/**
 * The slope of the least-squares line through (time, value), {@code (n Σtx − Σt Σx) / (n Σt² −
 * (Σt)²)} of exact sums: a change per second, rounded once. It doesn't depend on where time starts.
 */
final class TrendCell implements Cell {
    private static final BigInteger MILLIS = BigInteger.valueOf(1000);

    private final int column;
    private final boolean isDouble;
    private final ExactSum times = new ExactSum();
    private final ExactSum squares = new ExactSum();
    private final ExactSum sum = new ExactSum();
    private final ExactSum products = new ExactSum();
    private final ExactSum[] all = {times, squares, sum, products};
    private long count;

    TrendCell(int column, boolean isDouble) {
        this.column = column;
        this.isDouble = isDouble;
    }

    @Override
    public void clear() {
        count = 0;
        ExactSums.clear(all);
    }

    @Override
    public void add(Values values) {
        count++;
        change(values, false);
    }

    @Override
    public void evict(Values values) {
        count--;
        change(values, true);
    }

    private void change(Values values, boolean negate) {
        times.add(values.time, negate);
        squares.addProduct(values.time, values.time, negate);
        long word = values.words[column];
        if (isDouble) {
            double value = Double.longBitsToDouble(word);
            sum.add(value, negate);
            products.addProduct(values.time, value, negate);
        } else {
            sum.add(word, negate);
            products.addProduct(values.time, word, negate);
        }
    }

    @Override
    public boolean isEmpty() {
        return count == 0;
    }

    @Override
    public void answer(Statistic statistic, long asked, long time, Result result) {
        BigInteger n = BigInteger.valueOf(count);
        BigInteger t = whole(times, 0);
        BigInteger below = n.multiply(whole(squares, 0)).subtract(t.multiply(t));
        if (below.signum() == 0) {
            result.setNothing();
            return;
        }
        int base = Math.min(0, Math.min(base(sum), base(products)));
        BigInteger above = n.multiply(whole(products, base)).subtract(t.multiply(whole(sum, base)));
        result.setDouble(ExactRatio.toDouble(above.multiply(MILLIS), below, 64 * base));
    }

    private static int base(ExactSum exact) {
        exact.normalize();
        return exact.size() == 0 ? 0 : exact.base();
    }

    /** In units of {@code 2^(64 base)}. */
    private static BigInteger whole(ExactSum exact, int base) {
        return exact.size() == 0
                ? BigInteger.ZERO
                : exact.toBigInteger().shiftLeft(64 * (exact.base() - base));
    }

    @Override
    public void write(ByteWriter out) {
        ExactSums.write(count, all, out);
    }

    @Override
    public void read(ByteReader in) {
        count = ExactSums.read(all, in);
    }
}
