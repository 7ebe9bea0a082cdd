package io.millrace.scoring.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** By hand, and what scikit-learn's definitions give. */
class TargetMetricsTest {

    @Test
    void classes() {
        double[][] scores = {
            {0.7, 0.2, 0.1}, {0.2, 0.5, 0.3}, {0.5, 0.3, 0.2}, {0.1, 0.1, 0.8}, {0.4, 0.4, 0.2}
        };

        MulticlassEvaluation evaluation =
                MulticlassEvaluation.of(scores, new int[] {0, 1, 1, 2, 0});

        assertThat(evaluation.rows()).isEqualTo(5);
        assertThat(evaluation.accuracy()).isEqualTo(0.8);
        double loss =
                -(Math.log(0.7) + Math.log(0.5) + Math.log(0.3) + Math.log(0.8) + Math.log(0.4));
        assertThat(evaluation.logLoss()).isCloseTo(loss / 5, within(1e-12));
        assertThat(evaluation.macroF1()).isCloseTo((0.8 + 2.0 / 3 + 1) / 3, within(1e-12));
        double chance = (2 * 3 + 2 * 1 + 1 * 1) / 25.0;
        assertThat(evaluation.kappa()).isCloseTo((0.8 - chance) / (1 - chance), within(1e-12));
        assertThat(MulticlassEvaluation.of(new double[0][], new int[0]).accuracy()).isNaN();
        assertThatThrownBy(() -> MulticlassEvaluation.of(scores, new int[1]))
                .hasMessage("5 scores for 1 labels");
    }

    @Test
    void values() {
        RegressionEvaluation evaluation =
                RegressionEvaluation.of(new double[] {1, 2, 5}, new double[] {2, 2, 3});

        assertThat(evaluation.rootMeanSquaredError()).isCloseTo(Math.sqrt(5 / 3.0), within(1e-12));
        assertThat(evaluation.meanAbsoluteError()).isEqualTo(1);
        assertThat(evaluation.bias()).isCloseTo(1 / 3.0, within(1e-12));
        assertThat(evaluation.determination()).isCloseTo(1 - 5 / (2 / 3.0), within(1e-12));
        assertThat(
                        RegressionEvaluation.of(new double[] {1, 2}, new double[] {3, 3})
                                .determination())
                .isNaN();
        assertThatThrownBy(() -> RegressionEvaluation.of(new double[1], new double[2]))
                .hasMessage("1 scores for 2 targets");
    }

    @Test
    void reliability() {
        Reliability reliability =
                Reliability.of(
                        new double[] {0.05, 0.15, 0.19, 1, 0.95},
                        new boolean[] {false, true, false, true, false});

        assertThat(reliability.bins())
                .extracting(Reliability.Bin::from)
                .containsExactly(0.0, 0.1, 0.9);
        assertThat(reliability.bins().get(1).rows()).isEqualTo(2);
        assertThat(reliability.bins().get(1).meanScore()).isCloseTo(0.17, within(1e-12));
        assertThat(reliability.bins().get(2).positives()).isEqualTo(0.5);
        assertThat(reliability.expectedError()).isCloseTo((0.05 + 0.66 + 0.95) / 5, within(1e-12));
    }
}
