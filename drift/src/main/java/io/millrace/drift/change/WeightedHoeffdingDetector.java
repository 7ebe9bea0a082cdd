package io.millrace.drift.change;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * HDDM-W: as HDDM-A, but of exponentially weighted means, so that a slow rise isn't averaged away
 * (Frías-Blanco and others, 2015, W-test).
 *
 * <p>A new value weighs {@value #WEIGHT}. The stream is cut where weighted mean plus bound √(v/2
 * ln(1/α)) was lowest, v being the sum of the squared weights; it alarms when the weighted mean
 * since that cut is √((v₁ + v₂)/2 ln(1/α)) above the one up to it. α is 0.001; one-sided.
 */
public final class WeightedHoeffdingDetector implements ChangeDetector {
    private static final double WEIGHT = 0.05;
    private static final double LOG_ONE = StrictMath.log(1 / 0.001);

    private final WeightedMean all = new WeightedMean();
    private final WeightedMean before = new WeightedMean();
    private final WeightedMean since = new WeightedMean();
    private double lowest = Double.POSITIVE_INFINITY;

    /** An exponentially weighted mean. */
    private static final class WeightedMean {
        double mean;

        /** Sum of the squared weights; 0 without a value. */
        double squares;

        void add(double value) {
            if (squares == 0) {
                mean = value;
                squares = 1;
            } else {
                mean = WEIGHT * value + (1 - WEIGHT) * mean;
                squares = WEIGHT * WEIGHT + (1 - WEIGHT) * (1 - WEIGHT) * squares;
            }
        }

        void set(double ofMean, double ofSquares) {
            mean = ofMean;
            squares = ofSquares;
        }

        void write(DataOutput out) throws IOException {
            out.writeDouble(mean);
            out.writeDouble(squares);
        }

        void read(DataInput in) throws IOException {
            set(in.readDouble(), in.readDouble());
        }
    }

    @Override
    public boolean add(double value) {
        all.add(ChangeDetector.requireLoss(value));
        double highEnd = all.mean + bound(all.squares);
        if (highEnd < lowest) {
            lowest = highEnd;
            before.set(all.mean, all.squares);
            since.set(0, 0);
            return false;
        }
        since.add(value);
        boolean risen = since.mean - before.mean > bound(before.squares + since.squares);
        if (risen) {
            reset();
        }
        return risen;
    }

    private static double bound(double squares) {
        return StrictMath.sqrt(squares * LOG_ONE / 2);
    }

    @Override
    public void reset() {
        all.set(0, 0);
        before.set(0, 0);
        since.set(0, 0);
        lowest = Double.POSITIVE_INFINITY;
    }

    @Override
    public Kind kind() {
        return Kind.HDDM_W;
    }

    @Override
    public void writeState(DataOutput out) throws IOException {
        all.write(out);
        before.write(out);
        since.write(out);
        out.writeDouble(lowest);
    }

    static WeightedHoeffdingDetector readState(DataInput in) throws IOException {
        WeightedHoeffdingDetector read = new WeightedHoeffdingDetector();
        read.all.read(in);
        read.before.read(in);
        read.since.read(in);
        read.lowest = in.readDouble();
        return read;
    }
}
