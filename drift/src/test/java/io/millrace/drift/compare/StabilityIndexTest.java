package io.millrace.drift.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.drift.Samples;
import io.millrace.drift.profile.CellCounts;
import io.millrace.drift.profile.ReferenceProfile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.TreeSet;

class StabilityIndexTest {

    /** 0.5/0.3/0.2 against 0.4/0.3/0.3: −0.1·ln 0.8 + 0.1·ln 1.5. */
    @Test
    void agreesWithASumByHand() {
        StabilityIndex index =
                StabilityIndex.of(new long[] {50, 30, 20}, new long[] {400, 300, 300});

        assertThat(index.value()).isCloseTo(0.0628608659, within(1e-10));
        assertThat(index.cells()).isEqualTo(3);
        // χ²(0.999, 2) is 13.815510557964274.
        assertThat(index.noise()).isCloseTo(13.815510557964274 * 0.011, within(1e-12));
    }

    /** (0.2 − 0.0001)·ln 2000 + (0.8 − 1)·ln 0.8: the empty cell counts as 1e-4, the other as 1. */
    @Test
    void takesAShareOfZeroAsOneTenThousandth() {
        StabilityIndex index = StabilityIndex.of(new long[] {100, 0}, new long[] {80, 20});

        assertThat(index.value())
                .isCloseTo(0.1999 * Math.log(2000) - 0.2 * Math.log(0.8), within(1e-12));
    }

    @Test
    void leavesCellsOutThatAreEmptyOnBothSides() {
        StabilityIndex index = StabilityIndex.of(new long[] {0, 10, 0}, new long[] {0, 7, 0});

        assertThat(index).isEqualTo(new StabilityIndex(0, 1, 0));
    }

    /** Against PSI of the raw values: quantiles, edges and cells are found again from scratch. */
    @ParameterizedTest
    @CsvSource({
        "1, 500, 400, 0",
        "2, 5000, 400, 0",
        "3, 5000, 3000, 0.5",
        "4, 2001, 300, 1",
        "5, 11, 9, 1"
    })
    void agreesWithTheIndexOfRawValues(long seed, int n, int m, double shift) {
        double[] reference = Samples.draw(n, seed, Samples::normal);
        double[] current = Samples.draw(m, seed + 100, r -> Samples.normal(r) + shift);

        assertThat(index(reference, current))
                .as("seed %d", seed)
                .isCloseTo(ofRawValues(reference, current), within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({"1, 5000, 1000", "2, 500, 400"})
    void equalEdgesAreMerged(long seed, int n, int m) {
        // Rounded to halves, so that many quantiles meet, and no value holds a tenth: 24 values.
        double[] reference = Samples.draw(n, seed, r -> r.nextInt(24) / 2.0);
        double[] current = Samples.draw(m, seed + 9, r -> r.nextInt(20) / 2.0);

        assertThat(index(reference, current))
                .isCloseTo(ofRawValues(reference, current), within(1e-12));
    }

    /** 60 % zeros: below 0, 0 itself, and the deciles above it. */
    @Test
    void aFrequentValueHasItsOwnCell() {
        double[] reference = Samples.draw(1000, 3, r -> r.nextInt(10) < 6 ? 0 : 1 + r.nextDouble());
        double[] current = Samples.draw(1000, 4, r -> r.nextInt(10) < 6 ? -1 : 1 + r.nextDouble());
        CellCounts counts = Samples.counts(Samples.profile(reference), current);

        assertThat(CellComparison.of(counts))
                .extracting(CellComparison::cell)
                .startsWith("(-∞, 0.0)", "[0.0]");
        assertThat(CellComparison.of(counts).get(0).reference()).isZero();
        assertThat(CellComparison.of(counts).get(0).current()).isBetween(560L, 640L);
    }

    @Test
    void aConstantReferenceHasThreeCells() {
        double[] reference = new double[500];
        Arrays.fill(reference, 7);
        CellCounts counts = Samples.counts(Samples.profile(reference), 6, 7, 7, 8);

        assertThat(CellComparison.of(counts))
                .containsExactly(
                        new CellComparison("(-∞, 7.0)", 0, 1),
                        new CellComparison("[7.0]", 500, 2),
                        new CellComparison("(7.0, ∞)", 0, 1));
    }

    @Test
    void staysBelowItsNoiseWithoutDrift() {
        ReferenceProfile profile = Samples.profile(Samples.draw(3000, 1, Samples::normal));
        int above = 0;
        for (int seed = 2; seed < 1002; seed++) {
            CellCounts counts = Samples.counts(profile, Samples.draw(400, seed, Samples::normal));
            StabilityIndex index =
                    StabilityIndex.of(Grouped.reference(counts.profile()), Grouped.current(counts));
            above += index.value() > index.noise() ? 1 : 0;
        }

        assertThat(above).isLessThanOrEqualTo(5);
    }

    private static double index(double[] reference, double[] current) {
        CellCounts counts = Samples.counts(Samples.profile(reference), current);
        return StabilityIndex.of(Grouped.reference(counts.profile()), Grouped.current(counts))
                .value();
    }

    private static double ofRawValues(double[] reference, double[] current) {
        double[] sorted = reference.clone();
        Arrays.sort(sorted);
        TreeSet<Double> edges = new TreeSet<>();
        for (int i = 1; i < 10; i++) {
            double place = (sorted.length - 1) * i / 10.0;
            int low = (int) Math.floor(place);
            int high = Math.min(low + 1, sorted.length - 1);
            edges.add(sorted[low] + (place - low) * (sorted[high] - sorted[low]));
        }
        double sum = 0;
        double from = Double.NEGATIVE_INFINITY;
        edges.add(Double.POSITIVE_INFINITY);
        for (double to : edges) {
            double p = share(reference, from, to);
            double q = share(current, from, to);
            sum += (q - p) * Math.log(q / p);
            from = to;
        }
        return sum;
    }

    private static double share(double[] values, double from, double to) {
        double in = Arrays.stream(values).filter(v -> v > from && v <= to).count();
        return in == 0 ? 1e-4 : in / values.length;
    }
}
