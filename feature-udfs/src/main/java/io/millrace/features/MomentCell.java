package io.millrace.features;

import io.millrace.features.aggregate.ExactSums;
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
            ExactSums.write(sum, out);
        }
        if (squared) {
            ExactSums.write(squares, out);
        }
    }

    void read(ByteReader in) {
        count = in.getUnsigned();
        if (count == 0) {
            clear();
            return;
        }
        if (sums) {
            ExactSums.read(sum, in);
        }
        if (squared) {
            ExactSums.read(squares, in);
        }
    }
}
