package io.millrace.drift.change;

import io.millrace.drift.codec.Compact;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * DDM, the drift detection method (Gama, Medas, Castillo and Rodrigues, 2004): keeps the error rate
 * p and its standard deviation s = √(p (1 − p) / n), and of both those where p + s was lowest. It
 * alarms when p + s is above the lowest p by more than {@value #DEVIATIONS} of its s; after more
 * than {@value #FEWEST} values.
 *
 * <p>As published, and so with its faults: the rate is that of all values, so the longer the
 * stream, the later a rise is seen; and after more than {@value #FEWEST} values without an error
 * the first one is an alarm.
 */
public final class DriftDetectionMethod implements ChangeDetector {
    private static final int FEWEST = 30;
    private static final double DEVIATIONS = 3;

    private long count;
    private double rate;
    private double lowestRate;
    private double lowestDeviation;

    public DriftDetectionMethod() {
        reset();
    }

    @Override
    public boolean add(double value) {
        ChangeDetector.requireLoss(value);
        count++;
        rate += (value - rate) / count;
        // Rounding can bring a mean of ones above 1.
        double deviation = StrictMath.sqrt(Math.max(0, rate * (1 - rate)) / count);
        if (count <= FEWEST) {
            return false;
        }
        if (rate + deviation <= lowestRate + lowestDeviation) {
            lowestRate = rate;
            lowestDeviation = deviation;
        }
        if (rate + deviation > lowestRate + DEVIATIONS * lowestDeviation) {
            reset();
            return true;
        }
        return false;
    }

    @Override
    public void reset() {
        count = 0;
        rate = 0;
        lowestRate = Double.POSITIVE_INFINITY;
        lowestDeviation = Double.POSITIVE_INFINITY;
    }

    @Override
    public Kind kind() {
        return Kind.DDM;
    }

    @Override
    public void writeState(DataOutput out) throws IOException {
        Compact.writeUnsigned(count, out);
        out.writeDouble(rate);
        out.writeDouble(lowestRate);
        out.writeDouble(lowestDeviation);
    }

    static DriftDetectionMethod readState(DataInput in) throws IOException {
        DriftDetectionMethod read = new DriftDetectionMethod();
        read.count = Compact.readUnsigned(in);
        read.rate = in.readDouble();
        read.lowestRate = in.readDouble();
        read.lowestDeviation = in.readDouble();
        return read;
    }
}
