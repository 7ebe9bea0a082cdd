package io.millrace.drift.performance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.drift.Samples;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;

/** Several classes, regression, calibration, estimates and fairness. */
class FurtherWindowsTest {
    private static final List<String> CLASSES = List.of("a", "b", "c");

    /** The examples of scikit-learn's documentation of f1_score and precision_score. */
    @Test
    void classesHavePublishedFigures() {
        MulticlassWindow window = new MulticlassWindow(CLASSES);
        int[] labels = {0, 1, 2, 0, 1, 2};
        int[] decisions = {0, 2, 1, 0, 0, 1};
        window.addScored(8);
        for (int i = 0; i < labels.length; i++) {
            window.addLabel(decisions[i], labels[i], 0.5);
        }

        MulticlassPerformance performance = window.performance();

        assertThat(performance.macroF1()).isCloseTo(0.26666666666666666, within(1e-15));
        assertThat(performance.microF1()).isCloseTo(0.3333333333333333, within(1e-15));
        assertThat(performance.weightedF1()).isCloseTo(0.26666666666666666, within(1e-15));
        assertThat(performance.macroPrecision()).isCloseTo(0.2222222222222222, within(1e-15));
        assertThat(performance.macroRecall()).isCloseTo(0.3333333333333333, within(1e-15));
        assertThat(performance.confusion()[1]).containsExactly(1, 0, 1);
        assertThat(performance.coverage()).isEqualTo(0.75);
        assertThat(performance.logLoss()).isCloseTo(Math.log(2), within(1e-9));
    }

    /** The example of scikit-learn's documentation of cohen_kappa_score. */
    @Test
    void kappaOfClassesIsThePublishedOne() {
        MulticlassWindow window = new MulticlassWindow(CLASSES);
        int[] one = {0, 1, 0, 2, 1};
        int[] other = {0, 1, 0, 2, 0};
        for (int i = 0; i < one.length; i++) {
            window.addLabel(one[i], other[i], 1);
        }

        assertThat(window.performance().kappa()).isCloseTo(0.6875, within(1e-15));
    }

    /** The example of scikit-learn's documentation of log_loss. */
    @Test
    void logLossOfClassesIsThePublishedOne() {
        MulticlassWindow window = new MulticlassWindow(List.of("ham", "spam"));
        window.addLabel(1, 1, 0.9);
        window.addLabel(0, 0, 0.9);
        window.addLabel(0, 0, 0.8);
        window.addLabel(1, 1, 0.65);

        assertThat(window.performance().logLoss()).isCloseTo(0.21616, within(1e-5));
    }

    @Test
    void aClassThatNeverOccursDoesNotCount() {
        MulticlassWindow window = new MulticlassWindow(CLASSES);
        window.addLabel(0, 0, 1);
        window.addLabel(1, 1, 1);

        assertThat(window.performance().macroF1()).isEqualTo(1);
        assertThat(new MulticlassWindow(CLASSES).performance().accuracy()).isNaN();
    }

    /** The examples of scikit-learn's documentation of r2_score and its neighbours. */
    @Test
    void regressionHasPublishedFigures() {
        RegressionWindow window = new RegressionWindow();
        double[] labels = {3, -0.5, 2, 7};
        double[] predictions = {2.5, 0, 2, 8};
        for (int i = 0; i < labels.length; i++) {
            window.addLabel(predictions[i], labels[i]);
        }

        RegressionPerformance performance = window.performance();

        assertThat(performance.mae()).isEqualTo(0.5);
        assertThat(performance.rmse()).isCloseTo(0.6123724356957945, within(1e-15));
        assertThat(performance.mape()).isCloseTo(0.3273809523809524, within(1e-15));
        assertThat(performance.r2()).isCloseTo(0.9486081370449679, within(1e-15));
        assertThat(performance.bias()).isEqualTo(0.25);
        assertThat(performance.labelMean()).isEqualTo(2.875);
    }

    /** Against sums of decimals of any length, where doubles cancel. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void regressionIsExactWhereDoublesCancel(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        RegressionWindow window = new RegressionWindow();
        BigDecimal squares = BigDecimal.ZERO;
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal labelSquares = BigDecimal.ZERO;
        int rows = 500;
        for (int i = 0; i < rows; i++) {
            double label = 1e9 + Samples.normal(random);
            double prediction = label + Samples.normal(random) * 0.1;
            window.addLabel(prediction, label);
            squares = squares.add(new BigDecimal(prediction - label).pow(2));
            sum = sum.add(new BigDecimal(label));
            labelSquares = labelSquares.add(new BigDecimal(label).pow(2));
        }
        BigDecimal n = BigDecimal.valueOf(rows);
        BigDecimal total = labelSquares.subtract(sum.pow(2).divide(n, MathContext.DECIMAL128));
        double r2 = 1 - squares.divide(total, MathContext.DECIMAL128).doubleValue();

        assertThat(window.performance().r2()).as("seed %d", seed).isCloseTo(r2, within(1e-14));
    }

    @Test
    void regressionBearsHugeBesideTinyValues() {
        RegressionWindow window = new RegressionWindow();
        window.addLabel(1e150, -1e-300);
        window.addLabel(4e-310, 0);
        window.removeLabel(1e150, -1e-300);

        RegressionPerformance performance = window.performance();

        assertThat(performance.bias()).isEqualTo(4e-310);
        assertThat(performance.mape()).isNaN();
        assertThat(performance.smape()).isEqualTo(2);
        assertThat(performance.r2()).isNaN();
        assertThatThrownBy(() -> window.addLabel(1e151, 0))
                .hasMessage("prediction is 1.0E151; of a regression it must be within ±1.0E150");
    }

    @Test
    void calibrationErrorIsTheWeightedDistanceOfTheBins() {
        CalibrationWindow window = new CalibrationWindow();
        for (int i = 0; i < 10; i++) {
            window.addLabel(0.2, i < 3);
        }
        for (int i = 0; i < 30; i++) {
            window.addLabel(1, i < 24);
        }

        // A quarter of the labels is off by 0.1, the rest by 0.2.
        assertThat(window.expectedCalibrationError()).isCloseTo(0.175, within(1e-12));
        ReliabilityBin highest = window.bins().get(9);
        assertThat(highest).isEqualTo(new ReliabilityBin(0.9, 1, 30, 24, 1));
        assertThat(highest.positiveRate()).isEqualTo(0.8);
        assertThat(new CalibrationWindow().expectedCalibrationError()).isNaN();
    }

    @Test
    void calibratorGoesThroughTheBinsAndNeverFalls() {
        CalibrationWindow window = new CalibrationWindow();
        add(window, 0.15, 10, 1);
        add(window, 0.35, 10, 4);
        add(window, 0.55, 10, 2);
        add(window, 0.95, 10, 8);

        DoubleUnaryOperator calibrator = window.calibrator();

        assertThat(calibrator.applyAsDouble(0)).isEqualTo(0.1);
        assertThat(calibrator.applyAsDouble(0.15)).isEqualTo(0.1);
        assertThat(calibrator.applyAsDouble(0.3)).isCloseTo(0.2, within(1e-9));
        assertThat(calibrator.applyAsDouble(0.45)).isCloseTo(0.3, within(1e-9));
        assertThat(calibrator.applyAsDouble(1)).isEqualTo(0.8);
        assertThat(new CalibrationWindow().calibrator().applyAsDouble(0.3)).isEqualTo(0.3);
    }

    private static void add(CalibrationWindow window, double score, int labels, int positives) {
        for (int i = 0; i < labels; i++) {
            window.addLabel(score, i < positives);
        }
    }

    /** What's expected of probabilities is what comes of them, and the labels aren't needed. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theEstimateIsWhatCalibratedScoresBring(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        EstimateWindow estimate = new EstimateWindow();
        PerformanceWindow window = new PerformanceWindow();
        for (int i = 0; i < 100_000; i++) {
            double score = 1 / (1 + Math.exp(1 - 1.5 * Samples.normal(random)));
            boolean decision = score >= 0.4;
            estimate.add(score, decision);
            window.addLabel(score, decision, random.nextDouble() < score);
        }

        EstimatedPerformance expected = estimate.estimate();
        Performance real = window.performance();

        assertThat(expected.accuracy())
                .as("seed %d", seed)
                .isCloseTo(real.accuracy(), within(0.005));
        assertThat(expected.precision()).isCloseTo(real.precision(), within(0.01));
        assertThat(expected.recall()).isCloseTo(real.recall(), within(0.01));
        assertThat(expected.auc()).isCloseTo(real.auc(), within(0.005));
        assertThat(expected.positiveRate()).isCloseTo(real.positives() / 100_000.0, within(0.005));
    }

    /** Two events of 0.8 and 0.3: by hand. */
    @Test
    void theEstimateAgreesWithASumByHand() {
        EstimateWindow estimate = new EstimateWindow();
        estimate.add(0.8, true);
        estimate.add(0.3, false);

        EstimatedPerformance expected = estimate.estimate();

        assertThat(expected.accuracy()).isCloseTo(0.75, within(1e-9));
        assertThat(expected.precision()).isCloseTo(0.8, within(1e-9));
        assertThat(expected.recall()).isCloseTo(0.8 / 1.1, within(1e-9));
        assertThat(expected.auc())
                .isCloseTo((0.3 * 0.35 + 0.8 * (0.7 + 0.1)) / (1.1 * 0.9), within(1e-9));
    }

    /** Cells lose little: the estimate of all scores is that of their cells. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void scoresThatWereCountedGiveTheEstimateOfThoseTheyAreOf(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        EstimateWindow all = new EstimateWindow();
        List<ScoreWindow> parts = List.of(new ScoreWindow(), new ScoreWindow(), new ScoreWindow());
        for (int i = 0; i < 30_000; i++) {
            double score = 1 / (1 + Math.exp(3 - 2 * Samples.normal(random)));
            all.add(score * score, score >= 0.4);
            parts.get(random.nextInt(3)).add(score, score >= 0.4);
        }
        parts.get(1).merge(parts.get(2));
        parts.get(0).merge(parts.get(1));

        EstimatedPerformance expected = all.estimate();
        EstimatedPerformance estimate = parts.get(0).estimate(score -> score * score);

        assertThat(estimate.scored()).isEqualTo(30_000);
        assertThat(parts.get(0).decided() / (double) parts.get(0).scored()).isBetween(0.05, 0.5);
        assertThat(estimate.accuracy())
                .as("seed %d", seed)
                .isCloseTo(expected.accuracy(), within(1e-5));
        assertThat(estimate.precision()).isCloseTo(expected.precision(), within(1e-4));
        assertThat(estimate.recall()).isCloseTo(expected.recall(), within(1e-4));
        assertThat(estimate.auc()).isCloseTo(expected.auc(), within(1e-4));
        assertThat(estimate.positiveRate()).isCloseTo(expected.positiveRate(), within(1e-5));
    }

    @Test
    void sumsOfNamedValuesForgetWhatIsTakenOut() throws IOException {
        ValueSums sums = new ValueSums();
        sums.add(new TreeMap<>(Map.of("lost", 1e300, "won", 0.1)));
        sums.add(new TreeMap<>(Map.of("lost", 0.3)));
        sums.remove(new TreeMap<>(Map.of("lost", 1e300, "won", 0.1)));
        ValueSums other = new ValueSums();
        other.add(new TreeMap<>(Map.of("lost", 0.2)));
        sums.merge(other);

        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        sums.write(new DataOutputStream(bytes));
        ValueSums read =
                ValueSums.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));

        assertThat(read.sum("lost")).isEqualTo(0.5);
        assertThat(read.count("lost")).isEqualTo(2);
        assertThat(read.sum("won")).isZero();
        assertThat(read.count("won")).isZero();
        assertThat(read.sum("never")).isZero();
    }

    @Test
    void differencesAreOfTheGroupsThatAreLargeEnough() {
        FairnessWindow window = new FairnessWindow(List.of("old", "young", "few"));
        for (int i = 0; i < 100; i++) {
            window.addScored("old", i < 30);
            window.addLabel("old", i < 30, i < 50);
            window.addScored("young", i < 45);
            window.addLabel("young", i < 45, i >= 20 && i < 60);
            window.addScored("elsewhere", true);
        }
        window.addScored("few", true);

        assertThat(window.demographicParityDifference(30)).isCloseTo(0.15, within(1e-15));
        assertThat(window.equalOpportunityDifference(30))
                .isCloseTo(25 / 40.0 - 30 / 50.0, within(1e-15));
        assertThat(window.demographicParityDifference(1)).isCloseTo(0.7, within(1e-15));
        assertThat(window.demographicParityDifference(101)).isNaN();
        assertThat(window.groups())
                .extracting(GroupFigures::group)
                .containsExactly("few", "old", "young");
        assertThatThrownBy(() -> window.merge(new FairnessWindow(List.of("a", "b"))))
                .hasMessage("groups [a, b] don't add to [few, old, young]");
    }

    /** All windows at once, so that the same random rows are split and revised for each. */
    private static final class All {
        final MulticlassWindow classes = new MulticlassWindow(CLASSES);
        final RegressionWindow regression = new RegressionWindow();
        final CalibrationWindow calibration = new CalibrationWindow();
        final EstimateWindow estimate = new EstimateWindow();
        final FairnessWindow fairness = new FairnessWindow(List.of("x", "y"));

        void add(long row) {
            double score = new SplittableRandom(row).nextDouble();
            String group = row % 3 == 0 ? "x" : "y";
            estimate.add(score, score > 0.5);
            fairness.addScored(group, score > 0.5);
            regression.addScored(1);
            classes.addScored(1);
            label(row, row % 2 == 0);
        }

        void label(long row, boolean label) {
            SplittableRandom random = new SplittableRandom(row);
            double score = random.nextDouble();
            calibration.addLabel(score, label);
            fairness.addLabel(row % 3 == 0 ? "x" : "y", score > 0.5, label);
            classes.addLabel((int) (row % 3), label ? 1 : 2, score);
            regression.addLabel(Math.scalb(score, random.nextInt(200) - 100), label ? score : 0);
        }

        void unlabel(long row, boolean label) {
            SplittableRandom random = new SplittableRandom(row);
            double score = random.nextDouble();
            calibration.removeLabel(score, label);
            fairness.removeLabel(row % 3 == 0 ? "x" : "y", score > 0.5, label);
            classes.removeLabel((int) (row % 3), label ? 1 : 2, score);
            regression.removeLabel(Math.scalb(score, random.nextInt(200) - 100), label ? score : 0);
        }

        void merge(All other) {
            classes.merge(other.classes);
            regression.merge(other.regression);
            calibration.merge(other.calibration);
            estimate.merge(other.estimate);
            fairness.merge(other.fairness);
        }

        byte[] bytes() throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            classes.write(out);
            regression.write(out);
            calibration.write(out);
            estimate.write(out);
            fairness.write(out);
            return bytes.toByteArray();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void partsMergeToTheBytesOfTheWholeWhateverIsRevisedWhere(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        All whole = new All();
        All[] parts = {new All(), new All(), new All(), new All()};
        for (long row = 0; row < 700; row++) {
            whole.add(row);
            parts[random.nextInt(4)].add(row);
        }
        for (long row = 0; row < 200; row++) {
            // A label that was wrong, and is taken out again in another part than it's in.
            parts[random.nextInt(4)].label(row, row % 2 != 0);
            parts[random.nextInt(4)].unlabel(row, row % 2 != 0);
        }
        All merged = new All();
        int first = random.nextInt(4);
        for (int i = 0; i < 4; i++) {
            merged.merge(parts[(first + i) % 4]);
        }

        assertThat(merged.bytes()).as("seed %d", seed).isEqualTo(whole.bytes());
    }

    @Test
    void goOnFromTheirBytes() throws IOException {
        All whole = new All();
        for (long row = 0; row < 300; row++) {
            whole.add(row);
        }
        byte[] bytes = whole.bytes();
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        ByteArrayOutputStream again = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(again);

        MulticlassWindow.read(in).write(out);
        RegressionWindow.read(in).write(out);
        CalibrationWindow.read(in).write(out);
        EstimateWindow.read(in).write(out);
        FairnessWindow.read(in).write(out);

        assertThat(again.toByteArray()).isEqualTo(bytes);
        assertThat(in.read()).isEqualTo(-1);
    }
}
