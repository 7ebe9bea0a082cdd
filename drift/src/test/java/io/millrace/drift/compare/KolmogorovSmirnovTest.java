package io.millrace.drift.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.drift.Samples;
import io.millrace.drift.profile.CellCounts;

import org.apache.commons.statistics.inference.PValueMethod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;

class KolmogorovSmirnovTest {

    @ParameterizedTest
    @CsvSource({"1, 400, 700, 0", "2, 2000, 300, 0.1", "3, 37, 12, 1", "4, 1500, 5000, 0.02"})
    void isExactWhereEachReferenceValueHasItsCell(long seed, int n, int m, double shift) {
        double[] reference = Samples.draw(n, seed, Samples::normal);
        double[] current = Samples.draw(m, seed + 100, r -> Samples.normal(r) + shift);

        assertThat(test(reference, current).distance())
                .as("seed %d", seed)
                .isCloseTo(ofRawValues(reference, current), within(1e-15));
    }

    @ParameterizedTest
    @CsvSource({"1, 400, 700", "2, 20000, 300", "3, 37, 12"})
    void isExactWithTies(long seed, int n, int m) {
        double[] reference = Samples.draw(n, seed, r -> r.nextInt(12));
        double[] current = Samples.draw(m, seed + 100, r -> r.nextInt(-1, 12));

        assertThat(test(reference, current).distance())
                .as("seed %d", seed)
                .isCloseTo(ofRawValues(reference, current), within(1e-15));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 2500, 700, 0",
        "2, 20000, 300, 0.1",
        "3, 50000, 1000, 1",
        "4, 9000, 5000, 0.02",
        "5, 5000, 5000, 0.3",
        "6, 100000, 400, -0.05"
    })
    void isNeverTooLargeAndHardlyTooSmallInQuantileCells(long seed, int n, int m, double shift) {
        double[] reference = Samples.draw(n, seed, Samples::normal);
        double[] current = Samples.draw(m, seed + 100, r -> Samples.normal(r) + shift);

        double exact = ofRawValues(reference, current);

        assertThat(test(reference, current).distance())
                .as("seed %d", seed)
                .isBetween(exact - 1 / 256.0, exact + 1e-15);
    }

    @Test
    void seesAValueThatMovedNextToAFrequentOne() {
        double[] reference = Samples.draw(10_000, 1, r -> r.nextBoolean() ? 0 : Samples.normal(r));
        double[] current = Samples.draw(1000, 2, r -> r.nextBoolean() ? 1e-9 : Samples.normal(r));

        assertThat(test(reference, current).distance())
                .isCloseTo(ofRawValues(reference, current), within(1 / 256.0))
                .isGreaterThan(0.45);
    }

    /** Quantiles of Kolmogorov's distribution, as in every table of it. */
    @ParameterizedTest
    @CsvSource({"1.2238478702170836, 0.1", "1.3580986393225505, 0.05", "1.6276236115189504, 0.01"})
    void theLimitHasTheTabulatedQuantiles(double x, double p) {
        assertThat(KolmogorovSmirnov.limit(x)).isCloseTo(p, within(1e-13));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void pAgreesWithAnotherLibrary(long seed) {
        double[] reference = Samples.draw(1500, seed, Samples::normal);
        double[] current =
                Samples.draw(600, seed + 100, r -> Samples.normal(r) * (1 + seed * 0.03));

        double expected =
                org.apache.commons.statistics.inference.KolmogorovSmirnovTest.withDefaults()
                        .with(PValueMethod.ASYMPTOTIC)
                        .test(reference, current)
                        .getPValue();

        // That library refines the limit for finite samples; the limit is what's promised here.
        assertThat(test(reference, current).p())
                .as("seed %d", seed)
                .isCloseTo(expected, within(0.02 + expected * 0.1));
    }

    @Test
    void bothSeriesOfTheLimitMeet() {
        for (double x = 0.02; x < 3; x += 0.001) {
            assertThat(KolmogorovSmirnov.limit(x))
                    .isBetween(0.0, 1.0)
                    .isGreaterThanOrEqualTo(KolmogorovSmirnov.limit(x + 0.001) - 1e-15);
        }
        assertThat(KolmogorovSmirnov.limit(Math.nextDown(1.0)))
                .isCloseTo(KolmogorovSmirnov.limit(1.0), within(1e-15));
        assertThat(KolmogorovSmirnov.limit(0)).isEqualTo(1);
    }

    private static KolmogorovSmirnov test(double[] reference, double[] current) {
        CellCounts counts = Samples.counts(Samples.profile(reference), current);
        return KolmogorovSmirnov.of(
                Grouped.all(counts.profile().cells(), counts.profile()::count),
                Grouped.all(counts.profile().cells(), counts::count));
    }

    /** Both distribution functions at every value of either sample. */
    private static double ofRawValues(double[] reference, double[] current) {
        double[] a = reference.clone();
        double[] b = current.clone();
        Arrays.sort(a);
        Arrays.sort(b);
        double distance = 0;
        for (double[] at : new double[][] {a, b}) {
            int i = 0;
            int j = 0;
            for (double x : at) {
                while (i < a.length && a[i] <= x) {
                    i++;
                }
                while (j < b.length && b[j] <= x) {
                    j++;
                }
                distance =
                        Math.max(distance, Math.abs((double) i / a.length - (double) j / b.length));
            }
        }
        return distance;
    }
}
