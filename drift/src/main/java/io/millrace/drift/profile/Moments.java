package io.millrace.drift.profile;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Location and spread of finite values.
 *
 * @param standardDeviation of these values themselves (divided by n, not n - 1)
 */
public record Moments(double min, double max, double mean, double standardDeviation) {
    /** Of no values. */
    static final Moments NONE = new Moments(Double.NaN, Double.NaN, Double.NaN, Double.NaN);

    /**
     * Mean and deviation are computed on values scaled by a power of two to at most 2, so that
     * squares of huge values don't overflow and those of tiny ones don't vanish.
     *
     * @param sorted finite, rising
     */
    static Moments of(double[] sorted) {
        if (sorted.length == 0) {
            return NONE;
        }
        double min = sorted[0];
        double max = sorted[sorted.length - 1];
        int exponent = Math.getExponent(Math.max(Math.abs(min), Math.abs(max)));
        if (min == max || exponent < Double.MIN_EXPONENT) {
            return new Moments(min, max, min, 0);
        }
        double sum = 0;
        for (double value : sorted) {
            sum += Math.scalb(value, -exponent);
        }
        double mean = sum / sorted.length;
        double squares = 0;
        for (double value : sorted) {
            double distance = Math.scalb(value, -exponent) - mean;
            squares += distance * distance;
        }
        double deviation = StrictMath.sqrt(squares / sorted.length);
        return new Moments(min, max, Math.scalb(mean, exponent), Math.scalb(deviation, exponent));
    }

    void write(DataOutput out) throws IOException {
        out.writeDouble(min);
        out.writeDouble(max);
        out.writeDouble(mean);
        out.writeDouble(standardDeviation);
    }

    static Moments read(DataInput in) throws IOException {
        return new Moments(in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble());
    }
}
