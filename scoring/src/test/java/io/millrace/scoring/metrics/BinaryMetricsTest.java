package io.millrace.scoring.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.SplittableRandom;

class BinaryMetricsTest {

    @ParameterizedTest
    @CsvSource({"1, 2", "2, 3", "3, 10", "4, 1000", "5, 2", "6, 7"})
    void aucCountsPairsWithTiesAsHalf(long seed, int distinctScores) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] scores = random.ints(300, 0, distinctScores).mapToDouble(i -> i / 1e4).toArray();
        boolean[] labels = new boolean[300];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = random.nextDouble() < 0.1 + scores[i] * 2;
        }

        assertThat(BinaryMetrics.auc(scores, labels))
                .as("seed %d", seed)
                .isCloseTo(aucByPairs(scores, labels), within(1e-12));
    }

    private static double aucByPairs(double[] scores, boolean[] labels) {
        double wins = 0;
        long pairs = 0;
        for (int p = 0; p < scores.length; p++) {
            for (int n = 0; n < scores.length; n++) {
                if (labels[p] && !labels[n]) {
                    pairs++;
                    wins += scores[p] > scores[n] ? 1 : scores[p] == scores[n] ? 0.5 : 0;
                }
            }
        }
        return wins / pairs;
    }

    /** The example of scikit-learn's documentation: 0.75 and 0.83333. */
    @Test
    void agreesWithScikitLearnsExample() {
        double[] scores = {0.1, 0.4, 0.35, 0.8};
        boolean[] labels = {false, false, true, true};

        assertThat(BinaryMetrics.auc(scores, labels)).isEqualTo(0.75);
        assertThat(BinaryMetrics.averagePrecision(scores, labels))
                .isCloseTo(5 / 6.0, within(1e-15));
    }

    @Test
    void averagePrecisionTakesTiedScoresInOneStep() {
        double[] scores = {0.9, 0.5, 0.5, 0.5, 0.1};
        boolean[] labels = {true, true, false, false, true};

        // 1/3 at precision 1, 1/3 at precision 2/4, 1/3 at precision 3/5.
        assertThat(BinaryMetrics.averagePrecision(scores, labels))
                .isCloseTo((1 + 0.5 + 0.6) / 3, within(1e-15));
    }

    @Test
    void countsDecisionsAtTheThreshold() {
        double[] scores = {0.8, 0.8, 0.5, 0.2, 0.1};
        boolean[] labels = {true, false, true, true, false};

        Evaluation evaluation = BinaryMetrics.evaluate(scores, labels, 0.5);

        assertThat(evaluation.rows()).isEqualTo(5);
        assertThat(evaluation.positives()).isEqualTo(3);
        assertThat(evaluation.precision()).isEqualTo(2 / 3.0);
        assertThat(evaluation.recall()).isEqualTo(2 / 3.0);
        assertThat(evaluation.f1()).isCloseTo(2 / 3.0, within(1e-15));
        assertThat(evaluation.accuracy()).isEqualTo(3 / 5.0);
        assertThat(evaluation.brier())
                .isCloseTo((0.04 + 0.64 + 0.25 + 0.64 + 0.01) / 5, within(1e-15));
        assertThat(evaluation.logLoss())
                .isCloseTo(-Math.log(0.8 * 0.2 * 0.5 * 0.2 * 0.9) / 5, within(1e-15));
    }

    /** Cohen's own definition, from the table of counts: 20, 5, 10, 15. */
    @Test
    void kappaIsTheTextbooksExample() {
        double[] scores = new double[50];
        boolean[] labels = new boolean[50];
        for (int i = 0; i < 50; i++) {
            scores[i] = i < 25 ? 1 : 0;
            labels[i] = i < 20 || i >= 25 && i < 35;
        }

        assertThat(BinaryMetrics.evaluate(scores, labels, 0.5).kappa())
                .isCloseTo(0.4, within(1e-15));
    }

    @Test
    void kappaOfAConstantIsNothing() {
        boolean[] labels = {true, false, true};

        assertThat(BinaryMetrics.evaluate(new double[] {1, 1, 1}, labels, 0.5).kappa()).isZero();
        assertThat(BinaryMetrics.evaluate(new double[] {1, 0, 1}, labels, 0.5).kappa()).isOne();
        assertThat(BinaryMetrics.evaluate(new double[] {0, 1, 0}, labels, 0.5).kappa())
                .isCloseTo(-0.8, within(1e-15));
        assertThat(BinaryMetrics.evaluate(new double[] {1}, new boolean[] {true}, 0.5).kappa())
                .isNaN();
    }

    @Test
    void surelyWrongScoreCostsMuchButNotInfinitely() {
        Evaluation evaluation = BinaryMetrics.evaluate(new double[] {0}, new boolean[] {true}, 0.5);

        assertThat(evaluation.logLoss()).isCloseTo(-Math.log(1e-15), within(1e-9));
    }

    @Test
    void whatIsUndefinedIsNan() {
        Evaluation negatives =
                BinaryMetrics.evaluate(new double[] {0.1, 0.2}, new boolean[] {false, false}, 0.5);
        Evaluation none = BinaryMetrics.evaluate(new double[0], new boolean[0], 0.5);

        assertThat(negatives.auc()).isNaN();
        assertThat(negatives.averagePrecision()).isNaN();
        assertThat(negatives.precision()).isNaN();
        assertThat(negatives.recall()).isNaN();
        assertThat(negatives.f1()).isNaN();
        assertThat(negatives.accuracy()).isEqualTo(1);
        assertThat(none.logLoss()).isNaN();
        assertThat(none.accuracy()).isNaN();
        assertThat(none.kappa()).isNaN();
    }

    @Test
    void bothZerosAreTied() {
        assertThat(BinaryMetrics.auc(new double[] {-0.0, 0.0}, new boolean[] {false, true}))
                .isEqualTo(0.5);
    }

    @Test
    void refusesScoresThatAreNoProbabilities() {
        assertThatThrownBy(() -> BinaryMetrics.auc(new double[] {Double.NaN}, new boolean[] {true}))
                .hasMessage("score 0 is NaN; it must be from 0 to 1");
        assertThatThrownBy(() -> BinaryMetrics.auc(new double[] {0.5}, new boolean[2]))
                .hasMessage("1 scores for 2 labels");
    }
}
