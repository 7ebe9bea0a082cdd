package io.millrace.drift.performance;

import io.millrace.drift.codec.Compact;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Labels by score, for the area under the ROC curve.
 *
 * <p>A cell is made of the exponent and the first {@value #MANTISSA_BITS} bits of the mantissa of
 * the score, or of 1 minus the score from one half on: 4,096 cells wherever the odds double, so
 * that scores near 0 are told apart as well as those near one half, without a logarithm. Cells keep
 * the scores' order; only the order within a cell is lost, where each pair counts one half. So the
 * area is wrong by at most Σ positives · negatives / 2 over cells, divided by all pairs, which
 * {@link #tolerance} says: some 1e-4 with scores that aren't bunched within a 4,096th of their
 * odds. The actual error is much smaller, since the order within so small a cell is nearly chance.
 *
 * <p>Some 4 bytes for each score that's in a cell alone.
 */
final class ScoreCells {
    private static final int MANTISSA_BITS = 12;
    private static final int DROPPED_BITS = 52 - MANTISSA_BITS;
    private static final int HALF = (int) (Double.doubleToRawLongBits(0.5) >>> DROPPED_BITS);

    private final TreeMap<Integer, Cell> cells = new TreeMap<>();

    private static final class Cell {
        long positives;
        long negatives;

        boolean isEmpty() {
            return positives == 0 && negatives == 0;
        }
    }

    /**
     * @param score in [0, 1]
     * @param times negative to take labels out
     */
    void add(double score, boolean label, long times) {
        add(cell(score), label ? times : 0, label ? 0 : times);
    }

    private void add(int index, long positives, long negatives) {
        Cell cell = cells.computeIfAbsent(index, any -> new Cell());
        cell.positives += positives;
        cell.negatives += negatives;
        if (cell.isEmpty()) {
            cells.remove(index);
        }
    }

    /** Rising with the score. */
    static int cell(double score) {
        return score < 0.5 ? bits(score) : 2 * HALF - bits(1 - score);
    }

    private static int bits(double value) {
        return (int) (Double.doubleToRawLongBits(value + 0.0) >>> DROPPED_BITS);
    }

    void merge(ScoreCells other) {
        other.cells.forEach((index, cell) -> add(index, cell.positives, cell.negatives));
    }

    /** Probability that a random positive scores above a random negative; NaN without both. */
    double auc() {
        long below = 0;
        long halfWins = 0;
        for (Cell cell : cells.values()) {
            halfWins += cell.positives * (2 * below + cell.negatives);
            below += cell.negatives;
        }
        return halfWins / 2.0 / pairs();
    }

    /**
     * Average precision, the area under the precision-recall curve in steps: Σ (recall − recall
     * before) · precision over the cells, the highest scores first; NaN without a positive. A cell
     * is taken as one tie.
     */
    double averagePrecision() {
        long taken = 0;
        long right = 0;
        double sum = 0;
        for (Cell cell : cells.descendingMap().values()) {
            taken += cell.positives + cell.negatives;
            right += cell.positives;
            sum += cell.positives == 0 ? 0 : (double) cell.positives * right / taken;
        }
        return sum / right;
    }

    /** How far {@link #auc} can be from that of the scores themselves. */
    double tolerance() {
        long undecided = 0;
        for (Cell cell : cells.values()) {
            undecided += cell.positives * cell.negatives;
        }
        return undecided / 2.0 / pairs();
    }

    private double pairs() {
        long positives = 0;
        long negatives = 0;
        for (Cell cell : cells.values()) {
            positives += cell.positives;
            negatives += cell.negatives;
        }
        return (double) positives * negatives;
    }

    void write(DataOutput out) throws IOException {
        Compact.writeUnsigned(cells.size(), out);
        int last = 0;
        for (Map.Entry<Integer, Cell> entry : cells.entrySet()) {
            Compact.writeUnsigned(entry.getKey() - last, out);
            Compact.writeSigned(entry.getValue().positives, out);
            Compact.writeSigned(entry.getValue().negatives, out);
            last = entry.getKey();
        }
    }

    static ScoreCells read(DataInput in) throws IOException {
        ScoreCells read = new ScoreCells();
        int size = Compact.readSize(in);
        int last = 0;
        for (int i = 0; i < size; i++) {
            last += Compact.readSize(in);
            read.add(last, Compact.readSigned(in), Compact.readSigned(in));
        }
        return read;
    }
}
