package io.millrace.drift.performance;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigInteger;

/**
 * A sum of doubles, or of products of two, without any rounding: mantissa · 2^exponent, the
 * mantissa odd or 0. So it's the same in any order, and what's taken out leaves no trace. Of values
 * of like size it needs some 20 bytes; of 1e300 beside 1e-300 some 260.
 */
final class WholeSum {
    private static final int MANTISSA_BITS = 52;
    private static final int EXPONENT_BIAS = 1075;
    private static final int KEPT_BITS = 128;

    /** No sum of doubles or of their products needs more. */
    private static final int MOST_BYTES = 1024;

    private BigInteger mantissa = BigInteger.ZERO;
    private int exponent;

    /**
     * @param times 1, or -1 to take it out
     */
    void add(double value, int times) {
        add(BigInteger.valueOf(times * mantissa(value)), exponent(value));
    }

    /** Adds the exact product. */
    void addProduct(double one, double other, int times) {
        BigInteger product =
                BigInteger.valueOf(mantissa(one)).multiply(BigInteger.valueOf(mantissa(other)));
        add(times < 0 ? product.negate() : product, exponent(one) + exponent(other));
    }

    void merge(WholeSum other) {
        add(other.mantissa, other.exponent);
    }

    private void add(BigInteger addend, int addendExponent) {
        if (addend.signum() == 0) {
            return;
        }
        int lower = mantissa.signum() == 0 ? addendExponent : Math.min(exponent, addendExponent);
        BigInteger sum =
                mantissa.shiftLeft(mantissa.signum() == 0 ? 0 : exponent - lower)
                        .add(addend.shiftLeft(addendExponent - lower));
        int zeros = Math.max(0, sum.getLowestSetBit());
        mantissa = sum.shiftRight(zeros);
        exponent = sum.signum() == 0 ? 0 : lower + zeros;
    }

    private static long mantissa(double value) {
        long bits = Double.doubleToRawLongBits(value);
        long fraction = bits & ((1L << MANTISSA_BITS) - 1);
        boolean subnormal = Math.getExponent(value) < Double.MIN_EXPONENT;
        long whole = subnormal ? fraction : fraction | 1L << MANTISSA_BITS;
        return bits < 0 ? -whole : whole;
    }

    private static int exponent(double value) {
        int stored = (int) (Double.doubleToRawLongBits(value) >>> MANTISSA_BITS) & 0x7FF;
        return Math.max(1, stored) - EXPONENT_BIAS;
    }

    /** The sum as a double, to the last bit or so; infinite beyond its range. */
    double value() {
        return value(mantissa, exponent);
    }

    /**
     * count · this − (sum of values)²: count² times the variance of values whose squares these are.
     */
    double spread(long count, WholeSum values) {
        WholeSum spread = new WholeSum();
        spread.add(mantissa.multiply(BigInteger.valueOf(count)), exponent);
        spread.add(values.mantissa.pow(2).negate(), 2 * values.exponent);
        return spread.value();
    }

    private static double value(BigInteger whole, int power) {
        int dropped = Math.max(0, whole.bitLength() - KEPT_BITS);
        return Math.scalb(whole.shiftRight(dropped).doubleValue(), power + dropped);
    }

    void write(DataOutput out) throws IOException {
        byte[] bytes = mantissa.toByteArray();
        out.writeShort(bytes.length);
        out.write(bytes);
        out.writeShort(exponent);
    }

    static WholeSum read(DataInput in) throws IOException {
        int size = in.readShort();
        if (size < 1 || size > MOST_BYTES) {
            throw new IOException("a sum of " + size + " bytes: the bytes are broken");
        }
        byte[] bytes = new byte[size];
        in.readFully(bytes);
        WholeSum read = new WholeSum();
        read.mantissa = new BigInteger(bytes);
        read.exponent = in.readShort();
        return read;
    }
}
