package io.millrace.features.numbers;

import java.math.BigInteger;

/** Quotients of whole numbers, and their roots, as the double nearest to the true value. */
public final class ExactRatio {
    /** More bits than a double has, so that the rest only says whether it's exact. */
    private static final int BITS = 66;

    private ExactRatio() {}

    /**
     * {@code numerator / denominator · 2^exponent}, rounded once, ties to even; infinite beyond a
     * double's range, and never -0.0.
     *
     * @param denominator above 0
     */
    public static double toDouble(BigInteger numerator, BigInteger denominator, int exponent) {
        if (numerator.signum() == 0) {
            return 0.0;
        }
        BigInteger magnitude = numerator.abs();
        int shift = Math.max(0, BITS + denominator.bitLength() - magnitude.bitLength());
        BigInteger[] parts = magnitude.shiftLeft(shift).divideAndRemainder(denominator);
        return rounded(parts[0], parts[1].signum() != 0, exponent - shift, numerator.signum() < 0);
    }

    /**
     * {@code √(numerator / denominator) · 2^exponent}, rounded in the same way.
     *
     * @param numerator at least 0
     * @param denominator above 0
     */
    public static double root(
            BigInteger numerator, BigInteger denominator, int exponent, boolean negative) {
        if (numerator.signum() == 0) {
            return 0.0;
        }
        int wanted = 2 * BITS + denominator.bitLength() - numerator.bitLength();
        int shift = Math.max(0, wanted + (wanted & 1)); // even, for the root
        BigInteger shifted = numerator.shiftLeft(shift);
        BigInteger root = shifted.divide(denominator).sqrt();
        boolean sticky = !root.multiply(root).multiply(denominator).equals(shifted);
        return rounded(root, sticky, exponent - shift / 2, negative);
    }

    private static double rounded(
            BigInteger magnitude, boolean more, int exponent, boolean negative) {
        int dropped = magnitude.bitLength() - 64;
        boolean sticky = more || magnitude.getLowestSetBit() < dropped;
        long head = magnitude.shiftRight(dropped).longValue();
        return Rounding.toDouble(head, sticky, exponent + dropped, negative);
    }
}
