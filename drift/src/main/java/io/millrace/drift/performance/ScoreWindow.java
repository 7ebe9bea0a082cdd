package io.millrace.drift.performance;

import io.millrace.drift.codec.Compact;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;

/**
 * What a version answered in a window, for a binary task, whether labels are known or not: scores
 * by cell, those decided positive apart. So that an estimate can be made later, when more is known
 * of how the scores are calibrated. Merges exactly, in any order. Not safe for use by several
 * threads.
 *
 * <p>A cell is one of 64 wherever the odds double, and keeps the sum of its scores in billionths:
 * its mean is exact to 5e-10. Scores from 1e-6 to 1 − 1e-6 need at most some 2,500 cells of some 6
 * bytes.
 */
public final class ScoreWindow {
    /** Raise it with every change of the layout, and go on reading the older ones. */
    public static final byte VERSION = 1;

    private static final int DROPPED_BITS = 6;

    /** Twice the cell, and one more if it was decided positive. */
    private final TreeMap<Integer, Cell> cells = new TreeMap<>();

    private static final class Cell {
        long events;

        /** In billionths. */
        long scores;
    }

    /**
     * Counts an answer.
     *
     * @param score probability of the positive class, in [0, 1]
     */
    public void add(double score, boolean decision) {
        if (!(score >= 0 && score <= 1)) {
            throw new IllegalArgumentException(
                    "score is " + score + "; of a binary task it must be from 0 to 1");
        }
        int cell = ScoreCells.cell(score) >> DROPPED_BITS;
        add(
                2 * cell + (decision ? 1 : 0),
                1,
                (long) Math.rint(score * PerformanceWindow.RESOLUTION));
    }

    private void add(int index, long events, long scores) {
        Cell cell = cells.computeIfAbsent(index, none -> new Cell());
        cell.events += events;
        cell.scores += scores;
    }

    /** Adds another part of the window. */
    public void merge(ScoreWindow other) {
        other.cells.forEach((index, cell) -> add(index, cell.events, cell.scores));
    }

    /** Answers that were counted. */
    public long scored() {
        return cells.values().stream().mapToLong(cell -> cell.events).sum();
    }

    /** Answers that were decided positive. */
    public long decided() {
        return cells.entrySet().stream()
                .filter(cell -> cell.getKey() % 2 == 1)
                .mapToLong(cell -> cell.getValue().events)
                .sum();
    }

    /**
     * What performance is expected of the scores alone.
     *
     * @param calibrator makes a score a probability
     */
    public EstimatedPerformance estimate(DoubleUnaryOperator calibrator) {
        EstimateWindow estimate = new EstimateWindow();
        cells.forEach(
                (index, cell) -> {
                    double mean = cell.scores / PerformanceWindow.RESOLUTION / cell.events;
                    estimate.add(calibrator.applyAsDouble(mean), index % 2 == 1, cell.events);
                });
        return estimate.estimate();
    }

    public void write(DataOutput out) throws IOException {
        out.writeByte(VERSION);
        Compact.writeUnsigned(cells.size(), out);
        int last = 0;
        for (Map.Entry<Integer, Cell> entry : cells.entrySet()) {
            Compact.writeUnsigned(entry.getKey() - last, out);
            Compact.writeUnsigned(entry.getValue().events, out);
            Compact.writeUnsigned(entry.getValue().scores, out);
            last = entry.getKey();
        }
    }

    /**
     * @throws IOException if the bytes are of an unknown version, or broken
     */
    public static ScoreWindow read(DataInput in) throws IOException {
        Compact.requireVersion("scores of a window", VERSION, in);
        ScoreWindow read = new ScoreWindow();
        int size = Compact.readSize(in);
        int last = 0;
        for (int i = 0; i < size; i++) {
            last += Compact.readSize(in);
            read.add(last, Compact.readUnsigned(in), Compact.readUnsigned(in));
        }
        return read;
    }
}
