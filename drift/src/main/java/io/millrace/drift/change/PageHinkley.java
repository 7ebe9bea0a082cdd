package io.millrace.drift.change;

import io.millrace.drift.codec.Compact;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The Page-Hinkley test (Page, 1954) on standardised values: the sum of what each value is above
 * the mean of those before it, less a tolerance, in standard deviations of those before it. It
 * alarms when that sum is {@value #THRESHOLD} above its lowest; from {@value #FEWEST} values on.
 */
public final class PageHinkley implements ChangeDetector {
    private static final double TOLERANCE = 0.1;
    private static final double THRESHOLD = 100;
    private static final int FEWEST = 30;

    /** So that a stream without an error doesn't alarm at its first one. */
    private static final double SMALLEST_DEVIATION = 0.1;

    private long count;
    private double mean;
    private double squares;
    private double sum;
    private double lowest;

    @Override
    public boolean add(double value) {
        ChangeDetector.requireLoss(value);
        if (count >= FEWEST) {
            double deviation = Math.max(SMALLEST_DEVIATION, StrictMath.sqrt(squares / count));
            sum += (value - mean) / deviation - TOLERANCE;
            lowest = Math.min(lowest, sum);
        }
        count++;
        double distance = value - mean;
        mean += distance / count;
        squares += distance * (value - mean);
        if (sum - lowest > THRESHOLD) {
            reset();
            return true;
        }
        return false;
    }

    @Override
    public void reset() {
        count = 0;
        mean = 0;
        squares = 0;
        sum = 0;
        lowest = 0;
    }

    @Override
    public Kind kind() {
        return Kind.PAGE_HINKLEY;
    }

    @Override
    public void writeState(DataOutput out) throws IOException {
        Compact.writeUnsigned(count, out);
        out.writeDouble(mean);
        out.writeDouble(squares);
        out.writeDouble(sum);
        out.writeDouble(lowest);
    }

    static PageHinkley readState(DataInput in) throws IOException {
        PageHinkley read = new PageHinkley();
        read.count = Compact.readUnsigned(in);
        read.mean = in.readDouble();
        read.squares = in.readDouble();
        read.sum = in.readDouble();
        read.lowest = in.readDouble();
        return read;
    }
}
