package io.millrace.drift.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.statistics.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

class TestsOfCountsTest {

    /** The fifteen p-values of Benjamini and Hochberg (1995); four are rejected at 0.05. */
    @Test
    void adjustsAsTheAuthorsDo() {
        double[] p = {
            0.6528, 0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240,
            0.4262, 0.5719, 0.7590, 1.000
        };

        double[] adjusted = BenjaminiHochberg.adjust(p);

        assertThat(adjusted)
                .containsExactly(
                        new double[] {
                            0.753230769,
                            0.0015,
                            0.003,
                            0.0095,
                            0.035625,
                            0.0603,
                            0.063857143,
                            0.063857143,
                            0.0645,
                            0.0765,
                            0.486,
                            0.581181818,
                            0.714875,
                            0.813214286,
                            1
                        },
                        within(1e-9));
    }

    @Test
    void testsThatWereNotMadeDoNotCount() {
        assertThat(BenjaminiHochberg.adjust(new double[] {Double.NaN, 0.02, 0.03}))
                .containsExactly(new double[] {Double.NaN, 0.03, 0.03}, within(1e-15));
        assertThat(BenjaminiHochberg.adjust(new double[0])).isEmpty();
    }

    /** 15 of 100 against 30 of 100: z is 2.5400, p 0.01108. */
    @Test
    void comparesProportionsByZ() {
        Proportions test = Proportions.of(15, 100, 30, 100);

        assertThat(test.difference()).isCloseTo(0.15, within(1e-15));
        assertThat(test.p()).isCloseTo(0.0110854, within(1e-6));
        assertThat(Proportions.of(30, 100, 15, 100).p()).isEqualTo(test.p());
    }

    /** z² of two proportions is χ² of the two by two table. */
    @ParameterizedTest
    @CsvSource({"15, 100, 30, 100", "3, 1000, 14, 500", "400, 1000, 250, 500"})
    void zAgreesWithChiSquaredOfAnotherLibrary(long a, long n, long b, long m) {
        double expected =
                ChiSquareTest.withDefaults()
                        .test(new long[] {a, n - a}, new long[] {b, m - b})
                        .getPValue();

        assertThat(Proportions.of(a, n, b, m).p()).isCloseTo(expected, within(1e-12));
    }

    @Test
    void proportionsWithoutVarianceAreNoDrift() {
        assertThat(Proportions.of(0, 500, 0, 300)).isEqualTo(new Proportions(0, 1));
        assertThat(Proportions.of(500, 500, 300, 300)).isEqualTo(new Proportions(0, 1));
    }

    @ParameterizedTest
    @CsvSource({"1000, 1, 48", "1000, 2, 48", "20, 3, 32", "500, 48, 48", "100, 0, 50"})
    void countsTheWaysToFallIntoTheWindow(int referenceRows, int current, int rows) {
        BigDecimal ways = new BigDecimal(choose(rows, current));
        BigDecimal all = new BigDecimal(choose(rows + referenceRows, current));

        assertThat(Proportions.onlyInWindow(referenceRows, current, rows))
                .isCloseTo(ways.divide(all, MathContext.DECIMAL64).doubleValue(), within(1e-14));
    }

    private static BigInteger choose(int n, int k) {
        BigInteger ways = BigInteger.ONE;
        for (int i = 0; i < k; i++) {
            ways = ways.multiply(BigInteger.valueOf(n - i)).divide(BigInteger.valueOf(i + 1));
        }
        return ways;
    }

    @Test
    void homogeneityAgreesWithAnotherLibrary() {
        long[] reference = {500, 300, 150, 50};
        long[] current = {120, 100, 60, 40};

        Homogeneity test = Homogeneity.of(reference, current);

        var expected = ChiSquareTest.withDefaults().test(reference, current);
        assertThat(test.chiSquared()).isCloseTo(expected.getStatistic(), within(1e-9));
        assertThat(test.p()).isCloseTo(expected.getPValue(), within(1e-12));
        assertThat(test.degrees()).isEqualTo(3);
        assertThat(test.distance()).isCloseTo((0.125 + 0.0125 + 0.0375 + 0.075) / 2, within(1e-12));
    }

    @Test
    void homogeneityMergesRareLevels() {
        long[] reference = {980, 5, 5, 5, 5};
        long[] current = {290, 0, 0, 1, 9};

        Homogeneity test = Homogeneity.of(reference, current);

        var expected =
                ChiSquareTest.withDefaults().test(new long[] {980, 20}, new long[] {290, 10});
        assertThat(test.p()).isCloseTo(expected.getPValue(), within(1e-12));
        assertThat(test.degrees()).isEqualTo(1);
    }

    @Test
    void oneLevelIsNoDrift() {
        assertThat(Homogeneity.of(new long[] {500}, new long[] {400}))
                .isEqualTo(new Homogeneity(0, 0, 0, 0, 1));
    }
}
