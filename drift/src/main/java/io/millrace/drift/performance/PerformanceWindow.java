package io.millrace.drift.performance;

import io.millrace.drift.codec.Compact;

import org.jspecify.annotations.Nullable;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;

/**
 * What's known of one version's answers to the events of one window, for a binary task. Merges
 * exactly, in any order; a label can be taken out again. Not safe for use by several threads.
 *
 * <p>Log losses (at most 34.5 each, as probabilities are cut to [1e-15, 1 − 1e-15]) and squared
 * errors are rounded to billionths and summed as whole numbers: the means are exact to 5e-10, and
 * 260 million labels fit.
 */
public final class PerformanceWindow {
    /** Raise it with every change of the layout, and go on reading the older ones. */
    public static final byte VERSION = 2;

    /** Without calibration. */
    private static final byte FIRST_VERSION = 1;

    static final double RESOLUTION = 1e9;
    private static final double SMALLEST_PROBABILITY = 1e-15;

    private long scored;
    private long truePositives;
    private long falsePositives;
    private long falseNegatives;
    private long trueNegatives;
    private long logLoss;
    private long squaredError;
    private final ScoreCells cells;

    /** Null if labels were counted by a release that didn't count this: then nobody knows. */
    private @Nullable CalibrationWindow calibration;

    public PerformanceWindow() {
        this(new ScoreCells(), new CalibrationWindow());
    }

    private PerformanceWindow(ScoreCells cells, @Nullable CalibrationWindow calibration) {
        this.cells = cells;
        this.calibration = calibration;
    }

    /** Counts an event that was scored; its label comes later, or never. */
    public void addScored() {
        addScored(1);
    }

    /** Counts so many events that were scored. */
    public void addScored(long events) {
        scored += events;
    }

    /**
     * Counts the label of an event that was scored.
     *
     * @param score probability of the positive class, in [0, 1]
     * @param decision whether the score was at least the threshold
     */
    public void addLabel(double score, boolean decision, boolean label) {
        change(score, decision, label, 1);
    }

    /** Takes out a label that {@link #addLabel} counted, here or in a part that's merged. */
    public void removeLabel(double score, boolean decision, boolean label) {
        change(score, decision, label, -1);
    }

    /** Puts a corrected label in the place of the former one. */
    public void replaceLabel(double score, boolean decision, boolean former, boolean label) {
        removeLabel(score, decision, former);
        addLabel(score, decision, label);
    }

    private void change(double score, boolean decision, boolean label, long times) {
        if (!(score >= 0 && score <= 1)) {
            throw new IllegalArgumentException(
                    "score is " + score + "; of a binary task it must be from 0 to 1");
        }
        if (decision) {
            truePositives += label ? times : 0;
            falsePositives += label ? 0 : times;
        } else {
            falseNegatives += label ? times : 0;
            trueNegatives += label ? 0 : times;
        }
        double cut = Math.max(SMALLEST_PROBABILITY, Math.min(1 - SMALLEST_PROBABILITY, score));
        double error = label ? 1 - score : score;
        logLoss += times * whole(-StrictMath.log(label ? cut : 1 - cut));
        squaredError += times * whole(error * error);
        cells.add(score, label, times);
        if (calibration != null) {
            calibration.add(score, label, times);
        }
    }

    private static long whole(double value) {
        return (long) Math.rint(value * RESOLUTION);
    }

    /** Adds another part of the window. */
    public void merge(PerformanceWindow other) {
        scored += other.scored;
        truePositives += other.truePositives;
        falsePositives += other.falsePositives;
        falseNegatives += other.falseNegatives;
        trueNegatives += other.trueNegatives;
        logLoss += other.logLoss;
        squaredError += other.squaredError;
        cells.merge(other.cells);
        CalibrationWindow part = other.calibration;
        if (part == null) {
            calibration = null;
        } else if (calibration != null) {
            calibration.merge(part);
        }
    }

    /** Whether scores are probabilities; empty if that wasn't counted from the start. */
    public Optional<CalibrationWindow> calibration() {
        return Optional.ofNullable(calibration);
    }

    /** Whether nothing was counted, or everything taken out again. */
    public boolean isEmpty() {
        return scored == 0 && truePositives + falsePositives + falseNegatives + trueNegatives == 0;
    }

    /** The figures. O(distinct scores). */
    public Performance performance() {
        long labelled = truePositives + falsePositives + falseNegatives + trueNegatives;
        return new Performance(
                scored,
                truePositives,
                falsePositives,
                falseNegatives,
                trueNegatives,
                cells.auc(),
                cells.tolerance(),
                logLoss / RESOLUTION / labelled,
                squaredError / RESOLUTION / labelled,
                cells.averagePrecision(),
                calibration == null ? Double.NaN : calibration.expectedCalibrationError());
    }

    public void write(DataOutput out) throws IOException {
        out.writeByte(VERSION);
        Compact.writeSigned(scored, out);
        Compact.writeSigned(truePositives, out);
        Compact.writeSigned(falsePositives, out);
        Compact.writeSigned(falseNegatives, out);
        Compact.writeSigned(trueNegatives, out);
        Compact.writeSigned(logLoss, out);
        Compact.writeSigned(squaredError, out);
        cells.write(out);
        out.writeBoolean(calibration != null);
        if (calibration != null) {
            calibration.write(out);
        }
    }

    /**
     * @throws IOException if the bytes are of an unknown version
     */
    public static PerformanceWindow read(DataInput in) throws IOException {
        byte version = in.readByte();
        if (version != VERSION && version != FIRST_VERSION) {
            throw new IOException(
                    "performance of a window of format "
                            + version
                            + "; this release reads "
                            + FIRST_VERSION
                            + " and "
                            + VERSION);
        }
        long scored = Compact.readSigned(in);
        long truePositives = Compact.readSigned(in);
        long falsePositives = Compact.readSigned(in);
        long falseNegatives = Compact.readSigned(in);
        long trueNegatives = Compact.readSigned(in);
        long logLoss = Compact.readSigned(in);
        long squaredError = Compact.readSigned(in);
        ScoreCells cells = ScoreCells.read(in);
        PerformanceWindow window =
                new PerformanceWindow(
                        cells,
                        version == VERSION && in.readBoolean() ? CalibrationWindow.read(in) : null);
        window.scored = scored;
        window.truePositives = truePositives;
        window.falsePositives = falsePositives;
        window.falseNegatives = falseNegatives;
        window.trueNegatives = trueNegatives;
        window.logLoss = logLoss;
        window.squaredError = squaredError;
        return window;
    }
}
