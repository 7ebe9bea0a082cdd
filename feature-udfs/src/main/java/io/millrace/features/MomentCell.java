package io.millrace.features;

import io.millrace.features.numbers.ExactSum;
import io.millrace.features.state.ByteReader;
import io.millrace.features.state.ByteWriter;
import io.millrace.features.state.Values;

/** Count and sums of one series in one window. */
final class MomentCell {
    final SeriesPartial series;
    final int window;
    final ExactSum sum = new ExactSum();
    final ExactSum squares = new ExactSum();
    long count;
    private final boolean sums;
    private final boolean squared;

    MomentCell(SeriesPartial series, int window, boolean sums, boolean squared) {
        this.series = series;
        this.window = window;
        this.sums = sums;
        this.squared = squared;
    }

    void clear() {
        count = 0;
        sum.clear();
        squares.clear();
    }

    void add(Values values, boolean negate) {
        count += negate ? -1 : 1;
        if (!sums) {
            return;
        }
        long word = values.words[series.column()];
        if (series.isDouble()) {
            double value = Double.longBitsToDouble(word);
            sum.add(value, negate);
            if (squared) {
                squares.addSquare(value, negate);
            }
        } else {
            sum.add(word, negate);
            if (squared) {
                squares.addSquare(word, negate);
            }
        }
    }

    void write(ByteWriter out) {
        out.putUnsigned(count);
        if (count == 0) {
            return;
        }
        if (sums) {
            write(sum, out);
        }
        if (squared) {
            write(squares, out);
        }
    }

    /** The size with the sign in its lowest bit, the base, then the limbs below the sign. */
    private static void write(ExactSum exact, ByteWriter out) {
        exact.normalize();
        int limbs = Math.max(exact.size() - 1, 0);
        boolean empty = exact.size() == 0;
        out.write(empty ? 0 : limbs + 1 << 1 | (exact.isNegative() ? 1 : 0));
        if (!empty) {
            out.putSigned(exact.base());
            for (int i = 0; i < limbs; i++) {
                out.putLong(exact.limb(i));
            }
        }
    }

    void read(ByteReader in) {
        count = in.getUnsigned();
        if (count == 0) {
            clear();
            return;
        }
        if (sums) {
            read(sum, in);
        }
        if (squared) {
            read(squares, in);
        }
    }

    private static void read(ExactSum exact, ByteReader in) {
        int header = in.getByte() & 0xff;
        if (header == 0) {
            exact.clear();
            return;
        }
        int limbs = (header >> 1) - 1;
        exact.restore(limbs + 1, (int) in.getSigned());
        for (int i = 0; i < limbs; i++) {
            exact.restoreLimb(i, in.getLong());
        }
        exact.restoreLimb(limbs, -(header & 1));
    }
}
