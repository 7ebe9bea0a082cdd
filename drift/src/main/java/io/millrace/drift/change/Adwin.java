package io.millrace.drift.change;

import io.millrace.drift.codec.Compact;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * ADWIN: a window that grows while its mean holds, and drops its oldest part when some cut of it
 * has two means that are too different to be chance (Bifet and Gavaldà, 2007, ADWIN2).
 *
 * <p>The window is an exponential histogram: in row i up to 5 buckets of 2ⁱ values, each with its
 * sum and its sum of squared distances, the older the larger. Memory and time for a check are
 * logarithmic in its length. A cut with n₀ older and n₁ newer values is made where the means differ
 * by more than √(2 m v d) + 2/3 m d with d = ln(2 ln(n) / δ), v the variance of the window and m =
 * 1/(n₀ − 4) + 1/(n₁ − 4). As in MOA, δ is 0.002, the window is checked at every 32nd value, cuts
 * leave more than 6 values on each side, and each cut drops one bucket, until none is left to make.
 */
public final class Adwin implements ChangeDetector {
    private static final double DELTA = 0.002;
    private static final int CHECKED_EVERY = 32;
    private static final int SHORTEST_WINDOW = 10;
    private static final int SHORTEST_SIDE = 5;
    private static final int BUCKETS = 5;

    /** The newest first. */
    private final List<BucketRow> rows = new ArrayList<>();

    private int sinceCheck;
    private long width;
    private double total;
    private double squares;

    public Adwin() {
        rows.add(new BucketRow());
    }

    /** Buckets of one size, the oldest first. */
    private static final class BucketRow {
        final double[] totals = new double[BUCKETS + 1];
        final double[] squares = new double[BUCKETS + 1];
        int size;

        void add(double total, double squaresWithin) {
            totals[size] = total;
            squares[size++] = squaresWithin;
        }

        void removeOldest(int count) {
            size -= count;
            System.arraycopy(totals, count, totals, 0, size);
            System.arraycopy(squares, count, squares, 0, size);
        }
    }

    @Override
    public boolean add(double value) {
        ChangeDetector.requireLoss(value);
        double before = mean();
        if (width > 0) {
            squares += width * (value - before) * (value - before) / (width + 1);
        }
        width++;
        total += value;
        rows.get(0).add(value, 0);
        compress();
        sinceCheck++;
        if (sinceCheck < CHECKED_EVERY) {
            return false;
        }
        sinceCheck = 0;
        return shrink() && mean() > before;
    }

    /** Mean of the window; 0 if it's empty. */
    public double mean() {
        return width == 0 ? 0 : total / width;
    }

    /** Variance of the window's values themselves; 0 if it's empty. */
    public double variance() {
        return width == 0 ? 0 : Math.max(0, squares) / width;
    }

    /** How many of the last values belong to the window. */
    public long width() {
        return width;
    }

    /** Merges the two oldest of each row that's too full into one of the next row. */
    private void compress() {
        for (int i = 0; i < rows.size() && rows.get(i).size > BUCKETS; i++) {
            if (i + 1 == rows.size()) {
                rows.add(new BucketRow());
            }
            BucketRow row = rows.get(i);
            double n = 1L << i;
            double apart = (row.totals[0] - row.totals[1]) / n;
            rows.get(i + 1)
                    .add(
                            row.totals[0] + row.totals[1],
                            row.squares[0] + row.squares[1] + n / 2 * apart * apart);
            row.removeOldest(2);
        }
    }

    private boolean shrink() {
        boolean shrunk = false;
        while (width > SHORTEST_WINDOW && hasCut()) {
            dropOldest();
            shrunk = true;
        }
        return shrunk;
    }

    private boolean hasCut() {
        long older = 0;
        double olderTotal = 0;
        double d = StrictMath.log(2 * StrictMath.log(width) / DELTA);
        for (int i = rows.size() - 1; i >= 0; i--) {
            BucketRow row = rows.get(i);
            for (int k = 0; k < row.size; k++) {
                older += 1L << i;
                olderTotal += row.totals[k];
                long newer = width - older;
                if (newer <= SHORTEST_SIDE + 1) {
                    return false;
                }
                double apart = olderTotal / older - (total - olderTotal) / newer;
                if (older > SHORTEST_SIDE + 1 && Math.abs(apart) > bound(older, newer, d)) {
                    return true;
                }
            }
        }
        return false;
    }

    private double bound(long older, long newer, double d) {
        double m = 1.0 / (older - SHORTEST_SIDE + 1) + 1.0 / (newer - SHORTEST_SIDE + 1);
        return StrictMath.sqrt(2 * m * variance() * d) + 2 * d * m / 3;
    }

    private void dropOldest() {
        int last = rows.size() - 1;
        BucketRow row = rows.get(last);
        long n = 1L << last;
        width -= n;
        total -= row.totals[0];
        double apart = row.totals[0] / n - mean();
        squares -= row.squares[0] + (double) n * width * apart * apart / (n + width);
        row.removeOldest(1);
        while (rows.size() > 1 && rows.get(rows.size() - 1).size == 0) {
            rows.remove(rows.size() - 1);
        }
    }

    @Override
    public void reset() {
        rows.clear();
        rows.add(new BucketRow());
        sinceCheck = 0;
        width = 0;
        total = 0;
        squares = 0;
    }

    @Override
    public Kind kind() {
        return Kind.ADWIN;
    }

    @Override
    public void writeState(DataOutput out) throws IOException {
        out.writeByte(sinceCheck);
        Compact.writeUnsigned(width, out);
        out.writeDouble(total);
        out.writeDouble(squares);
        Compact.writeUnsigned(rows.size(), out);
        for (BucketRow row : rows) {
            out.writeByte(row.size);
            for (int k = 0; k < row.size; k++) {
                out.writeDouble(row.totals[k]);
                out.writeDouble(row.squares[k]);
            }
        }
    }

    static Adwin readState(DataInput in) throws IOException {
        Adwin read = new Adwin();
        read.sinceCheck = in.readByte();
        read.width = Compact.readUnsigned(in);
        read.total = in.readDouble();
        read.squares = in.readDouble();
        read.rows.clear();
        int size = Compact.readSize(in);
        for (int i = 0; i < size; i++) {
            BucketRow row = new BucketRow();
            int buckets = in.readByte();
            for (int k = 0; k < buckets; k++) {
                row.add(in.readDouble(), in.readDouble());
            }
            read.rows.add(row);
        }
        return read;
    }
}
