package io.millrace.drift.performance;

import io.millrace.drift.codec.Compact;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What's known of one version's answers to the events of one window, for a regression. All sums are
 * exact, so parts merge to the same bytes in any order, and a label can be taken out again. Not
 * safe for use by several threads.
 */
public final class RegressionWindow {
    /** Raise it with every change of the layout, and go on reading the older ones. */
    public static final byte VERSION = 1;

    /** Beyond it squares aren't doubles any more. */
    private static final double LARGEST = 1e150;

    private long scored;
    private long labelled;

    /** Labels other than 0: what shares of them can be taken of. */
    private long notZero;

    private final WholeSum errors;
    private final WholeSum absolutes;
    private final WholeSum squares;
    private final WholeSum shares;
    private final WholeSum symmetricShares;
    private final WholeSum labels;
    private final WholeSum labelSquares;

    public RegressionWindow() {
        this(new WholeSum[] {sum(), sum(), sum(), sum(), sum(), sum(), sum()});
    }

    private static WholeSum sum() {
        return new WholeSum();
    }

    private RegressionWindow(WholeSum[] sums) {
        errors = sums[0];
        absolutes = sums[1];
        squares = sums[2];
        shares = sums[3];
        symmetricShares = sums[4];
        labels = sums[5];
        labelSquares = sums[6];
    }

    private WholeSum[] sums() {
        return new WholeSum[] {
            errors, absolutes, squares, shares, symmetricShares, labels, labelSquares
        };
    }

    /** Counts so many events that were scored; their labels come later, or never. */
    public void addScored(long events) {
        scored += events;
    }

    /**
     * Counts the label of an event that was scored.
     *
     * @param prediction finite, up to 1e150 in magnitude, as is {@code label}
     */
    public void addLabel(double prediction, double label) {
        change(prediction, label, 1);
    }

    /** Takes out a label that {@link #addLabel} counted, here or in a part that's merged. */
    public void removeLabel(double prediction, double label) {
        change(prediction, label, -1);
    }

    private void change(double prediction, double label, int times) {
        require("prediction", prediction);
        require("label", label);
        double error = prediction - label;
        labelled += times;
        errors.add(error, times);
        absolutes.add(Math.abs(error), times);
        squares.addProduct(error, error, times);
        if (label != 0) {
            notZero += times;
            double share = Math.abs(error / label);
            shares.add(Double.isInfinite(share) ? Double.MAX_VALUE : share, times);
        }
        double both = Math.abs(prediction) + Math.abs(label);
        symmetricShares.add(both == 0 ? 0 : 2 * (Math.abs(error) / both), times);
        labels.add(label, times);
        labelSquares.addProduct(label, label, times);
    }

    private static void require(String what, double value) {
        if (!(Math.abs(value) <= LARGEST)) {
            throw new IllegalArgumentException(
                    what + " is " + value + "; of a regression it must be within ±" + LARGEST);
        }
    }

    /** Adds another part of the window. */
    public void merge(RegressionWindow other) {
        scored += other.scored;
        labelled += other.labelled;
        notZero += other.notZero;
        WholeSum[] sums = sums();
        WholeSum[] others = other.sums();
        for (int i = 0; i < sums.length; i++) {
            sums[i].merge(others[i]);
        }
    }

    public RegressionPerformance performance() {
        double n = labelled;
        double meanSquare = squares.value() / n;
        double variance = labelSquares.spread(labelled, labels) / n / n;
        return new RegressionPerformance(
                scored,
                labelled,
                errors.value() / n,
                absolutes.value() / n,
                StrictMath.sqrt(meanSquare),
                shares.value() / notZero,
                symmetricShares.value() / n,
                variance > 0 ? 1 - meanSquare / variance : Double.NaN,
                labels.value() / n);
    }

    public void write(DataOutput out) throws IOException {
        out.writeByte(VERSION);
        Compact.writeSigned(scored, out);
        Compact.writeSigned(labelled, out);
        Compact.writeSigned(notZero, out);
        for (WholeSum sum : sums()) {
            sum.write(out);
        }
    }

    /**
     * @throws IOException if the bytes are of an unknown version
     */
    public static RegressionWindow read(DataInput in) throws IOException {
        Compact.requireVersion("regression of a window", VERSION, in);
        long scored = Compact.readSigned(in);
        long labelled = Compact.readSigned(in);
        long notZero = Compact.readSigned(in);
        WholeSum[] sums = new WholeSum[7];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = WholeSum.read(in);
        }
        RegressionWindow read = new RegressionWindow(sums);
        read.scored = scored;
        read.labelled = labelled;
        read.notZero = notZero;
        return read;
    }
}
