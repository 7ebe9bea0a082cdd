package io.millrace.drift.performance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.drift.Samples;
import io.millrace.scoring.metrics.BinaryMetrics;
import io.millrace.scoring.metrics.Evaluation;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

class PerformanceWindowTest {
    private static final double THRESHOLD = 0.3;

    /** Scores whose log-odds are normal around a centre; labels follow them. */
    private static double[] scores(int rows, long seed, double centre, double spread) {
        return Samples.draw(
                rows, seed, r -> 1 / (1 + Math.exp(-centre - spread * Samples.normal(r))));
    }

    private static boolean[] labels(double[] scores, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        boolean[] labels = new boolean[scores.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = random.nextDouble() < scores[i];
        }
        return labels;
    }

    private static PerformanceWindow window(double[] scores, boolean[] labels) {
        PerformanceWindow window = new PerformanceWindow();
        for (int i = 0; i < scores.length; i++) {
            window.addScored();
            window.addLabel(scores[i], scores[i] >= THRESHOLD, labels[i]);
        }
        return window;
    }

    @ParameterizedTest
    @CsvSource({
        "1, 300, 0, 1",
        "2, 20000, 0, 1",
        "3, 20000, -4, 2",
        "4, 20000, 3, 0.5",
        "5, 20000, -9, 3"
    })
    void figuresAgreeWithThoseOfAllScores(long seed, int rows, double centre, double spread) {
        double[] scores = scores(rows, seed, centre, spread);
        boolean[] labels = labels(scores, seed + 100);
        Evaluation exact = BinaryMetrics.evaluate(scores, labels, THRESHOLD);

        Performance performance = window(scores, labels).performance();

        assertThat(performance.labelled()).isEqualTo(rows);
        assertThat(performance.positives()).isEqualTo(exact.positives());
        assertThat(performance.accuracy()).isEqualTo(exact.accuracy());
        assertThat(performance.precision()).isEqualTo(exact.precision());
        assertThat(performance.recall()).isEqualTo(exact.recall());
        assertThat(performance.f1()).isEqualTo(exact.f1());
        assertThat(performance.logLoss()).isCloseTo(exact.logLoss(), within(1e-9));
        assertThat(performance.brier()).isCloseTo(exact.brier(), within(1e-9));
        assertThat(performance.auc())
                .as("seed %d", seed)
                .isCloseTo(exact.auc(), within(3e-5))
                .isCloseTo(exact.auc(), within(performance.aucTolerance() + 1e-12));
        assertThat(performance.aucTolerance()).isLessThan(1e-3);
        assertThat(performance.averagePrecision())
                .as("seed %d", seed)
                .isCloseTo(BinaryMetrics.averagePrecision(scores, labels), within(1e-3));
        assertThat(performance.calibrationError())
                .as("seed %d", seed)
                .isCloseTo(calibrationError(scores, labels), within(1e-8));
    }

    /** By its definition, over ten bins. */
    private static double calibrationError(double[] scores, boolean[] labels) {
        double error = 0;
        for (int bin = 0; bin < 10; bin++) {
            double distance = 0;
            for (int i = 0; i < scores.length; i++) {
                if (Math.min(9, (int) (scores[i] * 10)) == bin) {
                    distance += scores[i] - (labels[i] ? 1 : 0);
                }
            }
            error += Math.abs(distance) / scores.length;
        }
        return error;
    }

    /** The example in scikit-learn's documentation of average_precision_score. */
    @Test
    void averagePrecisionIsThePublishedOne() {
        PerformanceWindow window =
                window(
                        new double[] {0.1, 0.4, 0.35, 0.8},
                        new boolean[] {false, false, true, true});

        assertThat(window.performance().averagePrecision()).isCloseTo(5 / 6.0, within(1e-12));
        assertThat(new PerformanceWindow().performance().averagePrecision()).isNaN();
    }

    /** A window of the first format goes on; that it wasn't counted how it's calibrated is said. */
    @Test
    void readsTheFirstFormat() throws IOException {
        PerformanceWindow now = window(new double[] {0.2, 0.9}, new boolean[] {false, true});
        byte[] bytes = bytes(now);
        byte[] first = Arrays.copyOf(bytes, bytes.length - calibrationBytes(now));
        first[0] = 1;

        PerformanceWindow read = PerformanceWindow.read(in(first));
        read.merge(now);
        Performance performance = PerformanceWindow.read(in(bytes(read))).performance();

        assertThat(performance.labelled()).isEqualTo(4);
        assertThat(performance.auc()).isEqualTo(1);
        assertThat(performance.calibrationError()).isNaN();
    }

    private static int calibrationBytes(PerformanceWindow window) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        window.calibration().orElseThrow().write(new DataOutputStream(bytes));
        return bytes.size() + 1;
    }

    @Test
    void theToleranceHoldsForScoresThatAreBunched() {
        double[] scores = Samples.draw(2000, 1, r -> 0.7 + r.nextDouble() * 1e-6);
        boolean[] labels = new boolean[2000];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = scores[i] > 0.7 + 5e-7;
        }

        Performance performance = window(scores, labels).performance();

        assertThat(BinaryMetrics.auc(scores, labels)).isEqualTo(1);
        assertThat(performance.aucTolerance()).isBetween(0.4, 0.5);
        assertThat(performance.auc()).isBetween(1 - performance.aucTolerance(), 1.0);
    }

    @ParameterizedTest
    @CsvSource({"1, 2", "2, 7", "3, 100"})
    void tiedScoresAreExact(long seed, int distinct) {
        double[] scores = Samples.draw(3000, seed, r -> r.nextInt(distinct) / (double) distinct);
        boolean[] labels = labels(scores, seed + 1);

        Performance performance = window(scores, labels).performance();

        assertThat(performance.auc()).isCloseTo(BinaryMetrics.auc(scores, labels), within(1e-12));
    }

    @Test
    void cellsRiseWithTheScore() {
        double[] scores = {
            0,
            Double.MIN_VALUE,
            1e-300,
            1e-9,
            0.1,
            0.1001,
            0.4999,
            0.5,
            0.5002,
            0.75,
            0.9999,
            1 - 1e-12,
            Math.nextDown(1.0),
            1
        };
        for (int i = 1; i < scores.length; i++) {
            assertThat(ScoreCells.cell(scores[i]))
                    .as("%s after %s", scores[i], scores[i - 1])
                    .isGreaterThanOrEqualTo(ScoreCells.cell(scores[i - 1]));
        }
        assertThat(ScoreCells.cell(-0.0)).isEqualTo(ScoreCells.cell(0.0));
        assertThat(ScoreCells.cell(0.1)).isLessThan(ScoreCells.cell(0.10003));
        assertThat(ScoreCells.cell(0.9)).isLessThan(ScoreCells.cell(0.90003));
    }

    /** Kappa 0.4: the example of Cohen's kappa with 20, 5, 10 and 15 of 50. */
    @Test
    void kappaIsTheAgreementBeyondChance() {
        PerformanceWindow window = new PerformanceWindow();
        add(window, 20, true, true);
        add(window, 5, true, false);
        add(window, 10, false, true);
        add(window, 15, false, false);

        assertThat(window.performance().kappa()).isCloseTo(0.4, within(1e-15));
        assertThat(window.performance().specificity()).isEqualTo(0.75);
    }

    private static void add(PerformanceWindow window, int times, boolean decision, boolean label) {
        for (int i = 0; i < times; i++) {
            window.addLabel(decision ? 0.8 : 0.2, decision, label);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void partsMergeToTheBytesOfTheWholeInAnyOrder(long seed) throws IOException {
        double[] scores = scores(3000, seed, -2, 2);
        boolean[] labels = labels(scores, seed + 1);
        SplittableRandom random = new SplittableRandom(seed);
        List<PerformanceWindow> parts = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            parts.add(new PerformanceWindow());
        }
        for (int i = 0; i < scores.length; i++) {
            parts.get(random.nextInt(5)).addScored();
            parts.get(random.nextInt(5)).addLabel(scores[i], scores[i] >= THRESHOLD, labels[i]);
        }

        while (parts.size() > 1) {
            PerformanceWindow one = parts.remove(random.nextInt(parts.size()));
            parts.get(random.nextInt(parts.size())).merge(one);
        }

        byte[] whole = bytes(window(scores, labels));
        assertThat(bytes(parts.get(0))).as("seed %d", seed).isEqualTo(whole);
        assertThat(bytes(PerformanceWindow.read(in(whole)))).isEqualTo(whole);
    }

    @Test
    void aCorrectedLabelLeavesNoTrace() throws IOException {
        double[] scores = scores(500, 1, 0, 1);
        boolean[] labels = labels(scores, 2);
        PerformanceWindow right = window(scores, labels);
        boolean[] wrong = labels.clone();
        for (int i = 0; i < 50; i++) {
            wrong[i] = !wrong[i];
        }
        PerformanceWindow corrected = window(scores, wrong);
        PerformanceWindow corrections = new PerformanceWindow();
        for (int i = 0; i < 50; i++) {
            PerformanceWindow into = i < 25 ? corrected : corrections;
            into.replaceLabel(scores[i], scores[i] >= THRESHOLD, wrong[i], labels[i]);
        }

        corrected.merge(corrections);

        assertThat(bytes(corrected)).isEqualTo(bytes(right));
    }

    @Test
    void whatIsNotDefinedIsNotReported() {
        PerformanceWindow window = new PerformanceWindow();
        window.addScored();
        assertThat(window.performance().metrics()).isEmpty();
        assertThat(window.performance().coverage()).isZero();

        window.addScored();
        window.addLabel(0.2, false, false);

        assertThat(window.performance().coverage()).isEqualTo(0.5);
        assertThat(window.performance().metrics().keySet())
                .containsExactly(
                        "accuracy", "brier", "calibration_error", "log_loss", "specificity");
    }

    @Test
    void aScoreOfZeroForAPositiveCostsAsMuchAsTheSmallestProbability() {
        PerformanceWindow window = new PerformanceWindow();
        window.addLabel(0, false, true);

        assertThat(window.performance().logLoss())
                .isCloseTo(-Math.log(1e-15), within(1e-9))
                .isCloseTo(
                        BinaryMetrics.evaluate(new double[] {0}, new boolean[] {true}, 0.5)
                                .logLoss(),
                        within(1e-9));
    }

    @Test
    void refusesScoresThatAreNoProbabilities() {
        assertThatThrownBy(() -> new PerformanceWindow().addLabel(1.5, true, true))
                .hasMessage("score is 1.5; of a binary task it must be from 0 to 1");
        assertThatThrownBy(() -> new PerformanceWindow().addLabel(Double.NaN, true, true))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesAnotherVersion() {
        assertThatThrownBy(() -> PerformanceWindow.read(in(new byte[] {3})))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("format 3");
    }

    @Test
    void metricsKnowWhichWayIsWorse() {
        assertThat(Metric.AUC.loss(0.9, 0.8)).isCloseTo(0.1, within(1e-15));
        assertThat(Metric.LOG_LOSS.loss(0.3, 0.5)).isCloseTo(0.2, within(1e-15));
        assertThat(Metric.of("auc")).contains(Metric.AUC);
        assertThat(Metric.of("luck")).isEmpty();
    }

    private static byte[] bytes(PerformanceWindow window) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        window.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static DataInputStream in(byte[] bytes) {
        return new DataInputStream(new ByteArrayInputStream(bytes));
    }
}
