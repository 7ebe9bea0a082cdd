package io.millrace.features.numbers;

import java.math.BigInteger;

/**
 * Sum, mean and sample standard deviation of exact sums, each the double nearest to the true value
 * (ties to even). So they're functions of the set of values, and any exact arithmetic agrees. A
 * result beyond a double's range is infinite. Holds scratch space: for one thread.
 */
public final class Moments {
    /** Up to this count, {@code n (n - 1)} is exact in a double. */
    private static final long EXACT_PAIRS = 94_906_265;

    /** The division and root below are good to 2^-100. */
    private static final double UNCERTAINTY = 0x1p-95;

    private final Limbs sum = new Limbs();
    private final Limbs squares = new Limbs();
    private final Limbs product = new Limbs();
    private final Limbs multiple = new Limbs();
    private final Limbs difference = new Limbs();

    public double sum(ExactSum exact) {
        exact.magnitude(sum);
        return sum.toDouble(exact.isNegative());
    }

    /**
     * @param count in [1, 2^31)
     */
    public double mean(ExactSum exact, long count) {
        exact.magnitude(sum);
        return sum.dividedBy(count, exact.isNegative());
    }

    /**
     * The sample standard deviation, {@code √((n Σx² − (Σx)²) / (n (n − 1)))}.
     *
     * @param exactSquares Σx²
     * @param count n, in [2, 2^31)
     */
    public double deviation(ExactSum exact, ExactSum exactSquares, long count) {
        exact.magnitude(sum);
        exactSquares.magnitude(squares);
        product.squareOf(sum);
        multiple.multipleOf(squares, count);
        difference.differenceOf(multiple, product);
        if (difference.isZero()) {
            return 0.0;
        }
        double fast = count <= EXACT_PAIRS ? fastRoot(count) : Double.NaN;
        return Double.isNaN(fast) ? exactRoot(count) : fast;
    }

    /** In pairs of doubles; NaN where that doesn't tell which double is nearest. */
    private double fastRoot(long count) {
        double pairs = (double) count * (count - 1);
        int highest = difference.headExponent() + 63;
        int even = highest & ~1;
        long top = difference.head(0);
        double scale = (highest & 1) == 0 ? 0x1p-52 : 0x1p-51;
        double high = (top >>> 11) * scale;
        double low = ((top & 0x7ff) * 0x1p-11 + (difference.head(1) >>> 11) * 0x1p-64) * scale;

        double quotient = high / pairs;
        double correction = (Math.fma(-quotient, pairs, high) + low) / pairs;
        double root = Math.sqrt(quotient);
        double rest = (Math.fma(-root, root, quotient) + correction) / (2 * root);

        double nearest = root + rest;
        double error = rest - (nearest - root);
        double margin = nearest * UNCERTAINTY;
        boolean certain =
                nearest + (error + margin) == nearest && nearest + (error - margin) == nearest;
        boolean normal = Math.getExponent(nearest) + even / 2 >= Double.MIN_EXPONENT;
        return certain && normal ? Math.scalb(nearest, even / 2) : Double.NaN;
    }

    /** In whole numbers: rarely needed, and always right. */
    double exactRoot(long count) {
        BigInteger numerator = BigInteger.ZERO;
        for (int i = difference.length - 1; i >= 0; i--) {
            numerator =
                    numerator
                            .shiftLeft(64)
                            .or(new BigInteger(Long.toUnsignedString(difference.limbs[i])));
        }
        BigInteger pairs = BigInteger.valueOf(count).multiply(BigInteger.valueOf(count - 1));
        int wanted = pairs.bitLength() + 192 - numerator.bitLength();
        int shift = Math.max(0, wanted + (wanted & 1)); // even, for the root
        BigInteger shifted = numerator.shiftLeft(shift);
        BigInteger root = shifted.divide(pairs).sqrt();
        boolean sticky = !root.multiply(root).multiply(pairs).equals(shifted);
        int dropped = root.bitLength() - 64;
        sticky |= root.getLowestSetBit() < dropped;
        int exponent = (64 * difference.base - shift) / 2 + dropped;
        return Rounding.toDouble(root.shiftRight(dropped).longValue(), sticky, exponent, false);
    }
}
