package io.millrace.scoring.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.schemas.event.Row;
import io.millrace.schemas.pipeline.Model;
import io.millrace.scoring.Calibration;
import io.millrace.scoring.Link;
import io.millrace.scoring.ModelArtifact;
import io.millrace.scoring.Outputs;
import io.millrace.scoring.Scorer;
import io.millrace.scoring.metrics.BinaryMetrics;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

class CalibrationTest {

    @Test
    void plattFindsTheCurveThatMadeTheLabels() {
        SplittableRandom random = new SplittableRandom(1);
        double[] margins = new double[200_000];
        boolean[] labels = new boolean[margins.length];
        for (int i = 0; i < margins.length; i++) {
            margins[i] = random.nextGaussian() * 3 + 1;
            labels[i] = random.nextDouble() < 1 / (1 + Math.exp(-(0.4 * margins[i] - 2)));
        }

        Calibration.Platt platt = (Calibration.Platt) PlattFit.fit(margins, labels);

        assertThat(platt.slope()).isCloseTo(0.4, within(0.01));
        assertThat(platt.intercept()).isCloseTo(-2, within(0.03));
    }

    @Test
    void plattGivesUpWhereLabelsFall() {
        double[] margins = {1, 2, 3, 4, 5, 6};

        assertThat(PlattFit.fit(margins, new boolean[] {true, true, true, false, false, false}))
                .isEqualTo(new Calibration.None());
    }

    /** max over starts of min over ends of the mean between: the definition, in O(n³). */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void isotonicIsTheMaxOfMins(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int rows = 60;
        double[] margins = new double[rows];
        boolean[] labels = new boolean[rows];
        for (int i = 0; i < rows; i++) {
            margins[i] = i / 2 * 0.25;
            labels[i] = random.nextDouble() < i / 60.0;
        }
        Outputs outputs =
                new Outputs(Link.LOGISTIC, List.of("p"), IsotonicFit.fit(margins, labels), 0);

        for (int i = 0; i < rows; i += 2) {
            double expected = Math.max(0.5 / rows, Math.min(1 - 0.5 / rows, maxMin(labels, i)));
            assertThat(outputs.score(margins[i]))
                    .as("row %d of seed %d", i, seed)
                    .isCloseTo(expected, within(1e-12));
        }
    }

    private static double maxMin(boolean[] labels, int row) {
        double highest = 0;
        for (int from = 0; from <= row; from += 2) {
            double lowest = 1;
            for (int to = row + 2; to <= labels.length; to += 2) {
                double sum = 0;
                for (int i = from; i < to; i++) {
                    sum += labels[i] ? 1 : 0;
                }
                lowest = Math.min(lowest, sum / (to - from));
            }
            highest = Math.max(highest, lowest);
        }
        return highest;
    }

    @Test
    void modelThatIsTooSureOfItselfIsBroughtBack() throws Exception {
        Model sure = Samples.xgboost(200, 8);
        TrainingSet set = Samples.random(5, 12_000);
        TrainingSet fresh = Samples.random(6, 20_000);
        double raw = loss(ModelTrainer.train(set, sure, "f").artifact(), fresh);

        for (Model.Calibration asked : List.of(Model.Calibration.PLATT, Model.Calibration.AUTO)) {
            TrainedModel trained = ModelTrainer.train(set, Samples.calibrated(sure, asked), "f");
            assertThat(loss(trained.artifact(), fresh)).as("%s", asked).isLessThan(raw * 0.9);
            assertThat(trained.artifact().outputs().calibration())
                    .isNotEqualTo(new Calibration.None());
            assertThat(ModelTrainer.train(set, Samples.calibrated(sure, asked), "f").artifact())
                    .isEqualTo(trained.artifact());
        }
    }

    private static double loss(ModelArtifact artifact, TrainingSet set) throws Exception {
        Scorer scorer = Scorer.of(artifact, set.features());
        double[] scores = set.rows().stream().mapToDouble(scorer::score).toArray();
        return BinaryMetrics.evaluate(scores, set.labels(), 0.5).logLoss();
    }

    /** What the gate judges by may say anything: the bytes don't know. */
    @Test
    void isFittedOnRowsThatArentTheGates() {
        TrainingSet set = Samples.random(5, 8_000);
        boolean[] flipped = set.labels().clone();
        List<Row> rows = set.rows();
        for (int i = 6_400; i < 8_000; i++) {
            flipped[i] = !flipped[i];
        }
        Model settings = Samples.calibrated(Samples.xgboost(20, 4), Model.Calibration.PLATT);

        assertThat(
                        ModelTrainer.train(
                                        new TrainingSet(set.features(), rows, flipped),
                                        settings,
                                        "f")
                                .artifact())
                .isEqualTo(ModelTrainer.train(set, settings, "f").artifact());
    }

    /** Labels of the calibration's slice move the calibration, and not the trees. */
    @Test
    void isFittedOnRowsThatTheModelHasntSeen() {
        TrainingSet set = Samples.random(5, 8_000);
        boolean[] others = set.labels().clone();
        Arrays.fill(others, 5_120, 5_500, true);
        Model settings = Samples.calibrated(Samples.xgboost(20, 4), Model.Calibration.PLATT);

        ModelArtifact one = ModelTrainer.train(set, settings, "f").artifact();
        ModelArtifact other =
                ModelTrainer.train(
                                new TrainingSet(set.features(), set.rows(), others), settings, "f")
                        .artifact();

        assertThat(other.outputs()).isNotEqualTo(one.outputs());
        double[] columns = new double[one.predictors().get(0).columns()];
        assertThat(other.predictors().get(0).margin(columns))
                .isEqualTo(one.predictors().get(0).margin(columns));
    }

    @Test
    void saysWhereThereAreTooFewRows() {
        Model settings = Samples.calibrated(Samples.logistic(), Model.Calibration.ISOTONIC);

        assertThatThrownBy(() -> ModelTrainer.train(Samples.random(5, 1_000), settings, "f"))
                .isInstanceOf(TrainingRefusedException.class)
                .hasMessageMatching(
                        "of 160 rows set aside for calibration, \\d+ are positive and \\d+"
                                + " negative; at least 100 of each are needed; train on more, or"
                                + " write calibration: auto");
        assertThat(
                        ModelTrainer.train(
                                        Samples.random(5, 1_000),
                                        Samples.calibrated(
                                                Samples.logistic(), Model.Calibration.AUTO),
                                        "f")
                                .artifact()
                                .outputs()
                                .calibration())
                .isEqualTo(new Calibration.None());
    }
}
