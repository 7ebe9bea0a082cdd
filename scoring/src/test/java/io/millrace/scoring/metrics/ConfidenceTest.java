package io.millrace.scoring.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.SplittableRandom;

class ConfidenceTest {

    @Test
    void agreesWithWilsonsIntervalsAsPublished() {
        // Newcombe (1998), table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
        assertShare(81, 263, 0.2553, 0.3662);
        assertShare(15, 148, 0.0624, 0.1605);
        assertShare(0, 20, 0.0000, 0.1611);
        assertShare(1, 29, 0.0061, 0.1718);
    }

    private static void assertShare(long hits, long rows, double from, double to) {
        Confidence interval = Confidence.ofShare((double) hits / rows, rows);
        assertThat(interval.from()).isCloseTo(from, within(5e-5));
        assertThat(interval.to()).isCloseTo(to, within(5e-5));
    }

    @Test
    void holdsTheTrueAucNineteenTimesInTwenty() {
        // Two normal distributions 1.19 apart have an AUC of Φ(1.19 / √2) = 0.8000.
        int held = 0;
        for (int seed = 0; seed < 1_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            double[] scores = new double[200];
            boolean[] labels = new boolean[200];
            for (int i = 0; i < scores.length; i++) {
                labels[i] = i % 4 == 0;
                scores[i] = random.nextGaussian() + (labels[i] ? 1.19 : 0);
            }
            Confidence interval = Confidence.ofAuc(scores, labels);
            double auc = (interval.from() + interval.to()) / 2;
            assertThat(interval.to() == 1 || Math.abs(auc - auc(scores, labels)) < 1e-9)
                    .as("seed %d", seed)
                    .isTrue();
            held += interval.from() <= 0.8000 && 0.8000 <= interval.to() ? 1 : 0;
        }
        assertThat(held).isBetween(925, 975);
    }

    /** By all pairs. */
    private static double auc(double[] scores, boolean[] labels) {
        double wins = 0;
        double pairs = 0;
        for (int i = 0; i < scores.length; i++) {
            for (int j = 0; j < scores.length; j++) {
                if (labels[i] && !labels[j]) {
                    pairs++;
                    wins += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                }
            }
        }
        return wins / pairs;
    }

    @Test
    void countsTiesAsOneHalf() {
        double[] scores = {0.5, 0.5, 0.5, 0.5, 0.5, 0.5};
        boolean[] labels = {true, true, true, false, false, false};

        assertThat(Confidence.ofAuc(scores, labels)).isEqualTo(new Confidence(0.5, 0.5));
    }

    @Test
    void isNotDefinedWithoutTwoRowsOfAClass() {
        assertThat(Confidence.ofAuc(new double[] {1, 0, 0}, new boolean[] {true, false, false}))
                .isEqualTo(new Confidence(Double.NaN, Double.NaN));
        assertThat(Confidence.ofShare(Double.NaN, 0).from()).isNaN();
    }
}
