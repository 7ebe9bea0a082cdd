package io.millrace.drift.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.drift.Samples;
import io.millrace.drift.profile.CellCounts;
import io.millrace.drift.profile.NumericProfile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;

class WassersteinTest {

    @ParameterizedTest
    @CsvSource({"1, 400, 300", "2, 20000, 300", "3, 37, 12"})
    void isExactInCellsOfTheirOwn(long seed, int n, int m) {
        double[] reference = Samples.draw(n, seed, r -> r.nextInt(12));
        double[] current = Samples.draw(m, seed + 100, r -> r.nextInt(12) / 2 * 2);

        assertThat(inCells(reference, current))
                .as("seed %d", seed)
                .isCloseTo(ofValues(reference, current), within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1000, 300, 0, 1",
        "2, 20000, 1000, 0.1, 1",
        "3, 50000, 1000, 1, 1",
        "4, 9000, 5000, 0, 2",
        "5, 5000, 5000, -3, 1",
        "6, 5000, 400, 0.3, 5"
    })
    void isWithinATenthInQuantileCells(long seed, int n, int m, double shift, double scale) {
        double[] reference = Samples.draw(n, seed, Samples::normal);
        double[] current = Samples.draw(m, seed + 100, r -> Samples.normal(r) * scale + shift);

        double exact = ofValues(reference, current);

        assertThat(inCells(reference, current))
                .as("seed %d", seed)
                .isCloseTo(exact, within(0.002 + 0.1 * exact));
    }

    /** One value beyond the reference counts as itself, several by the window's mean. */
    @Test
    void valuesBeyondTheReferenceCountAsTheyAre() {
        double[] reference = Samples.draw(5000, 1, r -> r.nextInt(100));

        for (double[] beyond : new double[][] {{1000}, {150, 1000}, {150, 150, 150, 1000}, {-7}}) {
            double[] current = Arrays.copyOf(beyond, 400);
            System.arraycopy(reference, 0, current, beyond.length, 400 - beyond.length);

            assertThat(inCells(reference, current))
                    .isCloseTo(ofValues(reference, current), within(1e-4));
        }
    }

    @Test
    void isOfNothingWithoutValues() {
        assertThat(ofValues(new double[0], new double[] {1})).isNaN();
        assertThat(inCells(new double[] {1, 2}, new double[0])).isNaN();
    }

    private static double inCells(double[] reference, double[] current) {
        CellCounts counts = Samples.counts(Samples.profile(reference), current);
        return Wasserstein.of((NumericProfile) counts.profile(), counts);
    }

    private static double ofValues(double[] reference, double[] current) {
        SampleValues values = SampleValues.of(reference, current);
        return Wasserstein.of(values.reference(), values.current());
    }
}
