package io.millrace.features.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.features.numbers.ExactSum;
import io.millrace.features.state.ByteReader;
import io.millrace.features.state.ByteWriter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigDecimal;
import java.util.Random;

/** Sums come back from their bytes as they were. */
class ExactSumsTest {
    private final ByteWriter out = new ByteWriter();
    private final ByteReader in = new ByteReader();
    private final ExactSum back = new ExactSum();

    private static BigDecimal value(ExactSum sum) {
        BigDecimal limbs = new BigDecimal(sum.toBigInteger());
        int bits = 64 * sum.base();
        BigDecimal power = BigDecimal.valueOf(2).pow(Math.abs(bits));
        return bits < 0 ? limbs.divide(power) : limbs.multiply(power);
    }

    private int assertComesBack(ExactSum sum, String message) {
        BigDecimal before = value(sum);
        out.clear();
        ExactSums.write(sum, out);
        in.reset(out.array(), 0, out.length());
        ExactSums.read(back, in);

        assertThat(value(back)).as(message).isEqualByComparingTo(before);
        assertThat(in.remaining()).as(message).isZero();
        return out.length();
    }

    @Test
    void everyPowerOfTwoAndItsNeighboursComeBack() {
        for (int bit = 0; bit < 63; bit++) {
            for (long offset = -1; offset <= 1; offset++) {
                for (boolean negative : new boolean[] {false, true}) {
                    ExactSum sum = new ExactSum();
                    sum.add((1L << bit) + offset, negative);
                    assertComesBack(sum, (negative ? "-" : "") + "2^" + bit + " + " + offset);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            doubles = {0x1p-1074, 0x1p-64, 0x1p63, 0x1p64, 0x1p127, 0x1p1023, Double.MAX_VALUE})
    void aDoubleAndItsNegativeComeBack(double value) {
        for (boolean negative : new boolean[] {false, true}) {
            ExactSum sum = new ExactSum();
            sum.add(value, negative);
            assertComesBack(sum, String.valueOf(value));
        }
    }

    @Test
    void sumsOfValuesFarApartComeBack() {
        long seed = 20261121;
        Random random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            ExactSum sum = new ExactSum();
            for (int i = random.nextInt(6); i >= 0; i--) {
                double value =
                        Math.scalb(random.nextGaussian(), random.nextInt(round % 2 == 0 ? 9 : 600));
                sum.add(value, random.nextBoolean());
                sum.addSquare(value, random.nextBoolean());
            }
            assertComesBack(sum, "seed " + seed + ", round " + round);
        }
    }

    @Test
    void whatIsEmptyTakesOneByteAndASmallWholeNumberThree() {
        ExactSum sum = new ExactSum();
        assertThat(assertComesBack(sum, "nothing")).isEqualTo(1);

        sum.add(120, false);

        assertThat(assertComesBack(sum, "120")).isEqualTo(3);
    }
}
