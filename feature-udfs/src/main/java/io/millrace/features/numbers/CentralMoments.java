package io.millrace.features.numbers;

import java.math.BigInteger;

/**
 * Variance, skewness and kurtosis of exact power sums, each the double nearest to the true value.
 *
 * <p>With whole numbers {@code Sp = Σ x^p} in a common unit, the central moments are {@code M2 = n
 * S2 − S1²}, {@code M3 = n² S3 − 3 n S1 S2 + 2 S1³} and {@code M4 = n³ S4 − 4 n² S1 S3 + 6 n S1² S2
 * − 3 S1⁴}, over n², n³ and n⁴. The plain forms correct for the sample as spreadsheets and pandas
 * do (G1, G2); {@code _pop} are the population's (g1, g2). Kurtosis is in excess of the normal's 3.
 */
public final class CentralMoments {
    private static final BigInteger THREE = BigInteger.valueOf(3);

    private final BigInteger n;
    private final BigInteger second;
    private final BigInteger third;
    private final BigInteger fourth;

    /** The exponent of M2's unit. */
    private final int exponent;

    /**
     * @param sums of the powers from 1 to 2, 3 or 4
     * @param count at least 1
     */
    public CentralMoments(ExactSum[] sums, long count) {
        int words = 0;
        for (int power = 1; power <= sums.length; power++) {
            words = Math.max(words, -Math.floorDiv(base(sums[power - 1]), power));
        }
        exponent = -128 * words;
        n = BigInteger.valueOf(count);
        BigInteger s1 = scaled(sums[0], words);
        BigInteger s2 = scaled(sums[1], 2 * words);
        second = n.multiply(s2).subtract(s1.multiply(s1));
        if (sums.length < 3) {
            third = BigInteger.ZERO;
            fourth = BigInteger.ZERO;
            return;
        }
        BigInteger s3 = scaled(sums[2], 3 * words);
        BigInteger ns3 = n.multiply(s3);
        BigInteger s1s2 = s1.multiply(s2);
        BigInteger square = s1.multiply(s1);
        third =
                n.multiply(ns3.subtract(THREE.multiply(s1s2)))
                        .add(BigInteger.TWO.multiply(square).multiply(s1));
        if (sums.length < 4) {
            fourth = BigInteger.ZERO;
            return;
        }
        BigInteger s4 = scaled(sums[3], 4 * words);
        fourth =
                n.pow(3)
                        .multiply(s4)
                        .subtract(BigInteger.valueOf(4).multiply(n).multiply(s1).multiply(ns3))
                        .add(BigInteger.valueOf(6).multiply(n).multiply(square).multiply(s2))
                        .subtract(THREE.multiply(square).multiply(square));
    }

    private static int base(ExactSum sum) {
        sum.normalize();
        return sum.size() == 0 ? 0 : Math.min(sum.base(), 0);
    }

    private static BigInteger scaled(ExactSum sum, int words) {
        return sum.size() == 0
                ? BigInteger.ZERO
                : sum.toBigInteger().shiftLeft(64 * (sum.base() + words));
    }

    /** Whether all values are equal. */
    public boolean isConstant() {
        return second.signum() == 0;
    }

    /** For at least 2 values. */
    public double variance() {
        return ExactRatio.toDouble(second, n.multiply(less(1)), exponent);
    }

    public double populationVariance() {
        return ExactRatio.toDouble(second, n.multiply(n), exponent);
    }

    public double populationDeviation() {
        return ExactRatio.root(second, n.multiply(n), exponent / 2, false);
    }

    /** Of values that aren't constant. */
    public double populationSkewness() {
        return ExactRatio.root(third.pow(2), second.pow(3), 0, third.signum() < 0);
    }

    /** For at least 3 values that aren't constant. */
    public double skewness() {
        return ExactRatio.root(
                third.pow(2).multiply(n).multiply(less(1)),
                second.pow(3).multiply(less(2).pow(2)),
                0,
                third.signum() < 0);
    }

    /** Of values that aren't constant. */
    public double populationKurtosis() {
        return ExactRatio.toDouble(excess(), second.pow(2), 0);
    }

    /** For at least 4 values that aren't constant. */
    public double kurtosis() {
        BigInteger square = second.pow(2);
        BigInteger numerator =
                n.add(BigInteger.ONE)
                        .multiply(excess())
                        .add(BigInteger.valueOf(6).multiply(square))
                        .multiply(less(1));
        return ExactRatio.toDouble(numerator, square.multiply(less(2)).multiply(less(3)), 0);
    }

    private BigInteger excess() {
        return fourth.subtract(THREE.multiply(second.pow(2)));
    }

    private BigInteger less(int amount) {
        return n.subtract(BigInteger.valueOf(amount));
    }
}
