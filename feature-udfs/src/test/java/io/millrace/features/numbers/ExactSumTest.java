package io.millrace.features.numbers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Against BigDecimal, which shares nothing with the code but the numbers. */
class ExactSumTest {
    private static final MathContext WIDE = new MathContext(3200, RoundingMode.HALF_EVEN);

    private final Moments moments = new Moments();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void givesTheNearestDoubles(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 150; round++) {
            List<Double> values = values(random);

            assertMoments(values, "seed " + seed + ", round " + round + ": " + values);
        }
    }

    private void assertMoments(List<Double> values, String name) {
        ExactSum sum = new ExactSum();
        ExactSum squares = new ExactSum();
        BigDecimal total = BigDecimal.ZERO;
        BigDecimal totalOfSquares = BigDecimal.ZERO;
        for (double value : values) {
            sum.add(value, false);
            squares.addSquare(value, false);
            total = total.add(new BigDecimal(value));
            totalOfSquares = totalOfSquares.add(new BigDecimal(value).pow(2));
        }
        BigDecimal n = BigDecimal.valueOf(values.size());
        assertThat(moments.sum(sum)).as(name).isEqualTo(total.doubleValue());
        assertThat(moments.mean(sum, values.size()))
                .as(name)
                .isEqualTo(total.divide(n, WIDE).doubleValue());
        if (values.size() > 1) {
            BigDecimal numerator = n.multiply(totalOfSquares).subtract(total.pow(2));
            BigDecimal variance = numerator.divide(n.multiply(n.subtract(BigDecimal.ONE)), WIDE);
            double expected = variance.sqrt(new MathContext(1600)).doubleValue();
            assertThat(moments.deviation(sum, squares, values.size())).as(name).isEqualTo(expected);
            if (numerator.signum() != 0) {
                assertThat(moments.exactRoot(values.size())).as(name).isEqualTo(expected);
            }
        }
    }

    /** Sizes and kinds that have made summation go wrong. */
    private static List<Double> values(Random random) {
        int count = 1 + random.nextInt(20);
        int kind = random.nextInt(8);
        List<Double> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(
                    switch (kind) {
                        case 0 -> random.nextInt(100_000) / 100.0;
                        case 1 -> random.nextGaussian() * 1e308;
                        case 2 -> random.nextBoolean() ? 1e308 : 1e-308 * random.nextGaussian();
                        case 3 -> finite(random);
                        case 4 -> Double.MIN_VALUE * random.nextInt(5);
                        case 5 -> 1e16 + random.nextInt(4);
                        case 6 -> (double) random.nextInt(3);
                        default -> 12.34;
                    });
        }
        values.replaceAll(v -> Double.isInfinite(v) ? Double.MAX_VALUE : v);
        if (random.nextInt(3) == 0) {
            List.copyOf(values).forEach(v -> values.add(-v));
            values.add(random.nextGaussian());
            Collections.shuffle(values, random);
        }
        return values;
    }

    private static double finite(Random random) {
        double value = Double.longBitsToDouble(random.nextLong());
        return Double.isFinite(value) ? value : 1;
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void takingAwayRestoresTheForm(long seed) {
        Random random = new Random(seed);
        ExactSum sum = new ExactSum();
        ExactSum squares = new ExactSum();
        List<Double> window = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            if (window.size() > random.nextInt(30)) {
                double old = window.remove(random.nextInt(window.size()));
                sum.add(old, true);
                squares.addSquare(old, true);
            } else {
                double value =
                        random.nextInt(3) == 0 ? finite(random) : random.nextInt(999) / 100.0;
                window.add(value);
                sum.add(value, false);
                squares.addSquare(value, false);
            }
            if (random.nextInt(20) == 0) {
                sum.normalize();
                squares.normalize();
            }
            ExactSum fresh = new ExactSum();
            ExactSum freshSquares = new ExactSum();
            window.forEach(v -> fresh.add(v, false));
            window.forEach(v -> freshSquares.addSquare(v, false));
            String name = "seed " + seed + ", step " + i;
            assertThat(form(sum)).as(name).isEqualTo(form(fresh));
            assertThat(form(squares)).as(name).isEqualTo(form(freshSquares));
        }
    }

    /** What would be packed. */
    private static String form(ExactSum sum) {
        ExactSum copy = new ExactSum();
        copy.restore(sum.size(), sum.base());
        for (int i = 0; i < sum.size(); i++) {
            copy.restoreLimb(i, sum.limb(i));
        }
        copy.normalize();
        StringBuilder form = new StringBuilder(copy.base() + ":");
        for (int i = 0; i < copy.size(); i++) {
            form.append(Long.toHexString(copy.limb(i))).append(' ');
        }
        return form.toString();
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23})
    void sumsIntegersBeyond64Bits(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            ExactSum sum = new ExactSum();
            ExactSum squares = new ExactSum();
            BigInteger total = BigInteger.ZERO;
            BigInteger totalOfSquares = BigInteger.ZERO;
            int count = 2 + random.nextInt(12);
            for (int i = 0; i < count; i++) {
                long value =
                        switch (random.nextInt(4)) {
                            case 0 -> Long.MIN_VALUE;
                            case 1 -> Long.MAX_VALUE;
                            case 2 -> random.nextLong();
                            default -> random.nextInt(10) - 5;
                        };
                sum.add(value, false);
                squares.addSquare(value, false);
                total = total.add(BigInteger.valueOf(value));
                totalOfSquares = totalOfSquares.add(BigInteger.valueOf(value).pow(2));
            }
            String name = "seed " + seed + ", round " + round;
            assertThat(sum.fitsLong()).as(name).isEqualTo(total.bitLength() < 64);
            assertThat(sum.toLong()).as(name).isEqualTo(total.longValue());
            BigDecimal n = BigDecimal.valueOf(count);
            BigDecimal numerator =
                    n.multiply(new BigDecimal(totalOfSquares))
                            .subtract(new BigDecimal(total.pow(2)));
            assertThat(moments.deviation(sum, squares, count))
                    .as(name)
                    .isEqualTo(
                            numerator
                                    .divide(n.multiply(n.subtract(BigDecimal.ONE)), WIDE)
                                    .sqrt(new MathContext(200))
                                    .doubleValue());
        }
    }

    @Test
    void passesADoublesRangeAndComesBack() {
        ExactSum sum = new ExactSum();
        sum.add(Double.MAX_VALUE, false);
        sum.add(Double.MAX_VALUE, false);

        assertThat(moments.sum(sum)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(moments.mean(sum, 2)).isEqualTo(Double.MAX_VALUE);

        sum.add(Double.MAX_VALUE, true);
        sum.add(Double.MIN_VALUE, false);
        assertThat(moments.sum(sum)).isEqualTo(Double.MAX_VALUE);

        sum.add(Double.MAX_VALUE, true);
        assertThat(moments.sum(sum)).isEqualTo(Double.MIN_VALUE);

        sum.add(Double.MIN_VALUE, true);
        sum.normalize();
        assertThat(sum.size()).isZero();
    }

    /** Bits far below the tie decide. */
    @ParameterizedTest
    @ValueSource(ints = {42, 40, 33, 32, 31, 1, 0, -1, -40, -1000})
    void seesWhatBreaksATie(int exponent) {
        ExactSum sum = new ExactSum();
        sum.add(0x1p96, false);
        sum.add(0x1p43, false);
        assertThat(moments.mean(sum, 1)).isEqualTo(0x1p96);

        sum.add(Math.scalb(1.0, exponent), false);
        assertThat(moments.mean(sum, 1)).isEqualTo(Math.nextUp(0x1p96));
        assertThat(moments.sum(sum)).isEqualTo(Math.nextUp(0x1p96));

        sum.add(Math.scalb(1.0, exponent + 1), true);
        assertThat(moments.mean(sum, 1)).isEqualTo(0x1p96);
    }

    @Test
    void roundsADeviationsTieToEven() {
        ExactSum sum = new ExactSum();
        ExactSum squares = new ExactSum();
        for (double value : new double[] {1, -0x1p-53, 0.5 - 0x1p-54}) {
            sum.add(value, false);
            squares.addSquare(value, false);
        }

        // (1 + 2^-53) / 2, half-way between two doubles
        assertThat(moments.deviation(sum, squares, 3)).isEqualTo(0.5);
    }

    @Test
    void roundsTiesToEven() {
        ExactSum sum = new ExactSum();
        sum.add(0x1p53, false);
        sum.add(1.0, false);
        assertThat(moments.sum(sum)).isEqualTo(0x1p53);

        sum.add(Double.MIN_VALUE, false);
        assertThat(moments.sum(sum)).isEqualTo(0x1p53 + 2);

        sum.add(Double.MIN_VALUE, true);
        sum.add(2.0, false);
        assertThat(moments.sum(sum)).isEqualTo(0x1p53 + 4);
    }
}
