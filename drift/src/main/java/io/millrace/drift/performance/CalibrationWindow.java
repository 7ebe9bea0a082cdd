package io.millrace.drift.performance;

import io.millrace.drift.codec.Compact;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * Whether scores are probabilities: of those around 0.3, are three in ten positive? Scores are
 * counted in {@value #BINS} bins of equal width. Merges exactly, in any order; a label can be taken
 * out again. Not safe for use by several threads.
 */
public final class CalibrationWindow {
    /** Raise it with every change of the layout, and go on reading the older ones. */
    public static final byte VERSION = 1;

    public static final int BINS = 10;

    private final long[] labelled = new long[BINS];
    private final long[] positives = new long[BINS];

    /** In billionths. */
    private final long[] scores = new long[BINS];

    /**
     * @param score probability of the positive class, in [0, 1]
     */
    public void addLabel(double score, boolean label) {
        add(score, label, 1);
    }

    /** Takes out a label that {@link #addLabel} counted, here or in a part that's merged. */
    public void removeLabel(double score, boolean label) {
        add(score, label, -1);
    }

    void add(double score, boolean label, long times) {
        if (!(score >= 0 && score <= 1)) {
            throw new IllegalArgumentException("score is " + score + "; it must be from 0 to 1");
        }
        int bin = Math.min(BINS - 1, (int) (score * BINS));
        labelled[bin] += times;
        positives[bin] += label ? times : 0;
        scores[bin] += times * (long) Math.rint(score * PerformanceWindow.RESOLUTION);
    }

    /** Adds another part of the window. */
    public void merge(CalibrationWindow other) {
        for (int i = 0; i < BINS; i++) {
            labelled[i] += other.labelled[i];
            positives[i] += other.positives[i];
            scores[i] += other.scores[i];
        }
    }

    /** Labels that are counted. */
    public long labelled() {
        long all = 0;
        for (long ofBin : labelled) {
            all += ofBin;
        }
        return all;
    }

    /** All bins, the lowest scores first. */
    public List<ReliabilityBin> bins() {
        List<ReliabilityBin> bins = new ArrayList<>();
        for (int i = 0; i < BINS; i++) {
            double mean = scores[i] / PerformanceWindow.RESOLUTION / labelled[i];
            bins.add(
                    new ReliabilityBin(
                            (double) i / BINS,
                            (double) (i + 1) / BINS,
                            labelled[i],
                            positives[i],
                            mean));
        }
        return List.copyOf(bins);
    }

    /**
     * ECE, the expected calibration error: Σ over bins of their share of the labels · |mean score −
     * share of positives|. NaN without labels.
     */
    public double expectedCalibrationError() {
        long all = 0;
        double sum = 0;
        for (int i = 0; i < BINS; i++) {
            all += labelled[i];
            sum += Math.abs(scores[i] / PerformanceWindow.RESOLUTION - positives[i]);
        }
        return sum / all;
    }

    /**
     * Makes scores probabilities by these labels: through the bins' mean score and share of
     * positives in straight lines, bins that fall merged with their neighbours (isotonic
     * regression, pool adjacent violators), constant beyond the outermost. The score itself without
     * labels.
     */
    public DoubleUnaryOperator calibrator() {
        List<long[]> pooled = new ArrayList<>();
        for (int i = 0; i < BINS; i++) {
            if (labelled[i] == 0) {
                continue;
            }
            pooled.add(new long[] {labelled[i], positives[i], scores[i]});
            while (pooled.size() > 1 && falls(pooled)) {
                long[] last = pooled.remove(pooled.size() - 1);
                long[] into = pooled.get(pooled.size() - 1);
                for (int k = 0; k < into.length; k++) {
                    into[k] += last[k];
                }
            }
        }
        double[] x = new double[pooled.size()];
        double[] y = new double[pooled.size()];
        for (int i = 0; i < x.length; i++) {
            long[] bin = pooled.get(i);
            x[i] = bin[2] / PerformanceWindow.RESOLUTION / bin[0];
            y[i] = (double) bin[1] / bin[0];
        }
        return x.length == 0 ? score -> score : score -> interpolated(x, y, score);
    }

    private static boolean falls(List<long[]> pooled) {
        long[] last = pooled.get(pooled.size() - 1);
        long[] before = pooled.get(pooled.size() - 2);
        return (double) last[1] / last[0] < (double) before[1] / before[0];
    }

    private static double interpolated(double[] x, double[] y, double score) {
        int above = 0;
        while (above < x.length && x[above] < score) {
            above++;
        }
        if (above == 0 || above == x.length) {
            return y[Math.min(above, x.length - 1)];
        }
        double part = (score - x[above - 1]) / (x[above] - x[above - 1]);
        return y[above - 1] + part * (y[above] - y[above - 1]);
    }

    public void write(DataOutput out) throws IOException {
        out.writeByte(VERSION);
        Compact.writeCounts(labelled, out);
        Compact.writeCounts(positives, out);
        Compact.writeCounts(scores, out);
    }

    /**
     * @throws IOException if the bytes are of an unknown version
     */
    public static CalibrationWindow read(DataInput in) throws IOException {
        Compact.requireVersion("calibration of a window", VERSION, in);
        CalibrationWindow read = new CalibrationWindow();
        Compact.readCounts(read.labelled, in);
        Compact.readCounts(read.positives, in);
        Compact.readCounts(read.scores, in);
        return read;
    }
}
