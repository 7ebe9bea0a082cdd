package io.millrace.drift.change;

import io.millrace.drift.codec.Compact;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * HDDM-A: compares the mean of all values with that of the first so many, where mean plus error
 * bound was lowest, by Hoeffding's inequality (Frías-Blanco and others, 2015, A-test). Needs no
 * variance and forgets nothing, so it finds a sudden rise within a few dozen values.
 *
 * <p>With n values up to the lowest point and N in all, the mean of all is too high when it's √((N
 * − n) / (2 n N) · ln(2/α)) above that of the n; α is 0.001. When the mean has fallen as much, it
 * begins anew without an alarm.
 */
public final class HoeffdingDetector implements ChangeDetector {
    private static final double ALPHA = 0.001;
    private static final double LOG_ONE = StrictMath.log(1 / ALPHA);
    private static final double LOG_TWO = StrictMath.log(2 / ALPHA);

    private final Prefix all = new Prefix();
    private final Prefix lowest = new Prefix();
    private final Prefix highest = new Prefix();

    /** The first so many values. */
    private static final class Prefix {
        long count;
        double sum;

        double mean() {
            return sum / count;
        }

        double bound() {
            return StrictMath.sqrt(LOG_ONE / (2.0 * count));
        }

        void set(Prefix other) {
            count = other.count;
            sum = other.sum;
        }

        void write(DataOutput out) throws IOException {
            Compact.writeUnsigned(count, out);
            out.writeDouble(sum);
        }

        void read(DataInput in) throws IOException {
            count = Compact.readUnsigned(in);
            sum = in.readDouble();
        }
    }

    @Override
    public boolean add(double value) {
        all.count++;
        all.sum += ChangeDetector.requireLoss(value);
        if (lowest.count == 0 || lowest.mean() + lowest.bound() >= all.mean() + all.bound()) {
            lowest.set(all);
        }
        if (highest.count == 0 || highest.mean() - highest.bound() <= all.mean() - all.bound()) {
            highest.set(all);
        }
        boolean risen = all.mean() - lowest.mean() >= apart(lowest) && all.count > lowest.count;
        boolean fallen = highest.mean() - all.mean() >= apart(highest) && all.count > highest.count;
        if (risen || fallen) {
            reset();
        }
        return risen;
    }

    private double apart(Prefix prefix) {
        double rest = (double) (all.count - prefix.count) / prefix.count / all.count;
        return StrictMath.sqrt(rest / 2 * LOG_TWO);
    }

    @Override
    public void reset() {
        Prefix none = new Prefix();
        all.set(none);
        lowest.set(none);
        highest.set(none);
    }

    @Override
    public Kind kind() {
        return Kind.HDDM_A;
    }

    @Override
    public void writeState(DataOutput out) throws IOException {
        all.write(out);
        lowest.write(out);
        highest.write(out);
    }

    static HoeffdingDetector readState(DataInput in) throws IOException {
        HoeffdingDetector read = new HoeffdingDetector();
        read.all.read(in);
        read.lowest.read(in);
        read.highest.read(in);
        return read;
    }
}
