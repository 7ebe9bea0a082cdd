package io.millrace.drift.performance;

import io.millrace.drift.codec.Compact;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Performance of a binary task without labels, by confidence (CBPE): an event of probability p that
 * was decided positive counts as p true and 1 − p false positives. Always an estimate: it holds as
 * far as the scores are calibrated, and can't see a change of what features mean.
 *
 * <p>Probabilities are counted in billionths, by the cells of {@link ScoreCells}: parts merge to
 * the same bytes in any order. Not safe for use by several threads.
 */
public final class EstimateWindow {
    /** Raise it with every change of the layout, and go on reading the older ones. */
    public static final byte VERSION = 1;

    private static final long ONE = (long) PerformanceWindow.RESOLUTION;

    /** By cell of the probability. */
    private final TreeMap<Integer, Cell> cells = new TreeMap<>();

    private long decided;
    private long truePositives;

    private static final class Cell {
        long events;

        /** Expected, in billionths. */
        long positives;
    }

    /**
     * @param probability of the positive class, calibrated (as by {@link
     *     CalibrationWindow#calibrator}), in [0, 1]
     */
    public void add(double probability, boolean decision) {
        add(probability, decision, 1);
    }

    /** Adds so many events of one probability. */
    void add(double probability, boolean decision, long events) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException(
                    "probability is " + probability + "; it must be from 0 to 1");
        }
        long whole = events * (long) Math.rint(probability * ONE);
        add(ScoreCells.cell(probability), events, whole);
        if (decision) {
            decided += events;
            truePositives += whole;
        }
    }

    private void add(int index, long events, long positives) {
        Cell cell = cells.computeIfAbsent(index, any -> new Cell());
        cell.events += events;
        cell.positives += positives;
    }

    /** Adds another part of the window. */
    public void merge(EstimateWindow other) {
        other.cells.forEach((index, cell) -> add(index, cell.events, cell.positives));
        decided += other.decided;
        truePositives += other.truePositives;
    }

    public EstimatedPerformance estimate() {
        long events = 0;
        long positives = 0;
        double wins = 0;
        double negativesBelow = 0;
        for (Cell cell : cells.values()) {
            events += cell.events;
            positives += cell.positives;
            double ofCell = share(cell.positives);
            double negatives = cell.events - ofCell;
            wins += ofCell * (negativesBelow + negatives / 2);
            negativesBelow += negatives;
        }
        double expected = share(positives);
        double right = share(truePositives);
        double trueNegatives = events - decided - (expected - right);
        return new EstimatedPerformance(
                events,
                (right + trueNegatives) / events,
                right / decided,
                right / expected,
                wins / (expected * negativesBelow),
                expected / events);
    }

    private static double share(long billionths) {
        return billionths / PerformanceWindow.RESOLUTION;
    }

    public void write(DataOutput out) throws IOException {
        out.writeByte(VERSION);
        Compact.writeUnsigned(decided, out);
        Compact.writeUnsigned(truePositives, out);
        Compact.writeUnsigned(cells.size(), out);
        int last = 0;
        for (Map.Entry<Integer, Cell> entry : cells.entrySet()) {
            Compact.writeUnsigned(entry.getKey() - last, out);
            Compact.writeUnsigned(entry.getValue().events, out);
            Compact.writeUnsigned(entry.getValue().positives, out);
            last = entry.getKey();
        }
    }

    /**
     * @throws IOException if the bytes are of an unknown version
     */
    public static EstimateWindow read(DataInput in) throws IOException {
        Compact.requireVersion("estimate of a window", VERSION, in);
        EstimateWindow read = new EstimateWindow();
        read.decided = Compact.readUnsigned(in);
        read.truePositives = Compact.readUnsigned(in);
        int size = Compact.readSize(in);
        int last = 0;
        for (int i = 0; i < size; i++) {
            last += (int) Compact.readUnsigned(in);
            read.add(last, Compact.readUnsigned(in), Compact.readUnsigned(in));
        }
        return read;
    }
}
