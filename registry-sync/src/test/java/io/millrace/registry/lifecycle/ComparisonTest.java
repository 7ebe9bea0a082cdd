package io.millrace.registry.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.registry.lifecycle.Comparison.Finding;
import io.millrace.registry.lifecycle.Evidence.Key;
import io.millrace.registry.lifecycle.Evidence.Window;
import io.millrace.schemas.avro.Role;
import io.millrace.schemas.pipeline.Model;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Random;

class ComparisonTest {
    private static final Model.Gate GATE = new Model.Gate(0.2, Model.Metric.AUC, 0.8, 0);

    private static final Model.Gate NO_FLOOR = new Model.Gate(0.2, Model.Metric.AUC, 0, 0);

    private final Comparison comparison = new Comparison(GATE);

    private static Window window(
            long labelled, long positives, @Nullable Double auc, @Nullable Double accuracy) {
        Key key = new Key(0, 1, Role.CANARY, "d");
        return new Window(key, 1, labelled, labelled, positives, auc, accuracy);
    }

    @Test
    void weighsWindowsByTheCandidatesRowsOnBothSides() {
        comparison.add(window(300, 0, null, 0.9), window(10, 0, null, 0.5));
        comparison.add(window(100, 0, null, 0.5), window(9999, 0, null, 0.9));

        // (300 · 0.9 + 100 · 0.5) / 400 and (300 · 0.5 + 100 · 0.9) / 400
        assertThat(comparison.figures())
                .isEqualTo(
                        "accuracy 0.8000 over 400 labelled rows, the champion 0.6000 in the same"
                                + " windows");
    }

    @Test
    void weighsAnAucByHowManyPairsItRestsOn() {
        comparison.add(window(100, 50, 0.9, 0.1), window(100, 50, 0.8, 0.9));
        comparison.add(window(100, 1, 0.1, 0.1), window(100, 50, 0.9, 0.9));

        // Weights 50 · 50 / 100 = 25 and 1 · 99 / 100 = 0.99
        double expected = (25 * 0.9 + 0.99 * 0.1) / 25.99;
        assertThat(expected).isCloseTo(0.8695, within(1e-4));
        assertThat(comparison.figures()).startsWith("auc 0.8695 over 200");
    }

    @Test
    void waitsForRowsOfTheGatesMetricThoughThereAreEnoughOfAnother() {
        comparison.add(window(10, 5, 0.9, 0.9), window(10, 5, 0.1, 0.9));
        comparison.add(window(500, 0, null, 0.5), window(500, 0, null, 0.9));

        assertThat(comparison.finding(100, 0.02)).isEqualTo(Finding.TOO_FEW_ROWS);
        assertThat(comparison.figures()).startsWith("auc 0.9000 over 10");
    }

    @Test
    void takesAccuracyIfNoWindowHasAnAucOrTheGateDoes() {
        comparison.add(window(500, 0, null, 0.5), window(500, 0, null, 0.9));
        assertThat(comparison.finding(100, 0.02)).isEqualTo(Finding.WORSE);
        assertThat(comparison.figures()).startsWith("accuracy 0.5");

        Comparison byAccuracy = new Comparison(new Model.Gate(0.2, Model.Metric.ACCURACY, 0, 0));
        byAccuracy.add(window(500, 50, 0.1, 0.9), window(500, 50, 0.9, 0.9));
        assertThat(byAccuracy.finding(100, 0.02)).isEqualTo(Finding.NOT_WORSE);
        assertThat(byAccuracy.figures()).startsWith("accuracy 0.9");
    }

    @Test
    void callsNothingWorseOnTooFewRows() {
        Comparison compared = new Comparison(NO_FLOOR);
        compared.add(window(99, 50, 0.1, 0.1), window(9999, 50, 0.9, 0.9));

        assertThat(compared.finding(100, 0.02)).isEqualTo(Finding.TOO_FEW_ROWS);
        assertThat(compared.finding(99, 0.02)).isEqualTo(Finding.WORSE);
        assertThat(compared.finding(99, 0.81)).isEqualTo(Finding.NOT_WORSE);
    }

    @Test
    void isUncertainOfWhatMayBeChance() {
        comparison.add(window(200, 20, 0.84, null), window(200, 20, 0.9, null));
        assertThat(comparison.finding(100, 0.02)).isEqualTo(Finding.UNCERTAIN);

        for (int i = 0; i < 60; i++) {
            comparison.add(window(200, 20, 0.84, null), window(200, 20, 0.9, null));
        }
        assertThat(comparison.finding(100, 0.02)).isEqualTo(Finding.WORSE);
    }

    /** Both fail in a new world: nothing is won by going from one to the other. */
    @Test
    void isUnfitBelowTheGatesFloorIfItIsNoBetterThanTheChampion() {
        comparison.add(window(500, 50, 0.35, 0.9), window(500, 50, 0.33, 0.9));

        assertThat(comparison.finding(100, 0.02)).isEqualTo(Finding.UNFIT);
    }

    @Test
    void isFitBelowTheGatesFloorIfItIsBetterThanTheChampion() {
        comparison.add(window(500, 50, 0.6, 0.9), window(500, 50, 0.2, 0.9));

        assertThat(comparison.finding(100, 0.02)).isEqualTo(Finding.NOT_WORSE);
    }

    @Test
    void isFitIfItMayBeBelowTheGatesFloorByChance() {
        comparison.add(window(100, 10, 0.75, 0.9), window(100, 10, 0.75, 0.9));

        assertThat(comparison.finding(100, 0.02)).isEqualTo(Finding.NOT_WORSE);
    }

    /** Looked at after each of sixty windows, with the least that's tolerated as the truth. */
    @ParameterizedTest
    @CsvSource({"0.85, 0, 0.05", "0.65, 0.8, 1"})
    void callsWorseWhatIsAndSeldomWhatIsNot(double accuracy, double least, double most) {
        int called = 0;
        for (int run = 0; run < 2_000; run++) {
            called += isEverCalledWorse(new Random(run), accuracy) ? 1 : 0;
        }

        assertThat(called / 2_000.0).as("seeds 0 to 1999").isBetween(least, most);
    }

    private static boolean isEverCalledWorse(Random random, double accuracy) {
        Comparison looked = new Comparison(GATE);
        for (int i = 0; i < 60; i++) {
            looked.add(
                    window(25, 0, null, share(random, accuracy)),
                    window(25, 0, null, share(random, 0.87)));
            if (looked.finding(100, 0.02) == Finding.WORSE) {
                return true;
            }
        }
        return false;
    }

    private static double share(Random random, double probability) {
        return random.doubles(25).filter(value -> value < probability).count() / 25.0;
    }

    @Test
    void needsTheChampionsRowsToo() {
        comparison.add(window(500, 50, 0.1, 0.1), window(0, 0, null, null));

        assertThat(comparison.finding(100, 0.02)).isEqualTo(Finding.TOO_FEW_ROWS);
        assertThat(comparison.figures())
                .isEqualTo("no labelled rows in a window that the champion has too");
    }

    @Test
    void asksForNoRowsIfNoneAreNeeded() {
        assertThat(comparison.finding(0, 0.02)).isEqualTo(Finding.NOT_WORSE);
    }
}
