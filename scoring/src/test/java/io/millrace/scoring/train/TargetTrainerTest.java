package io.millrace.scoring.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.schemas.event.Row;
import io.millrace.schemas.pipeline.Model;
import io.millrace.scoring.Calibration;
import io.millrace.scoring.Encoder;
import io.millrace.scoring.ModelArtifact;
import io.millrace.scoring.Outputs;
import io.millrace.scoring.Scorer;
import io.millrace.scoring.Task;
import io.millrace.scoring.Transform;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

class TargetTrainerTest {
    private static final List<String> CLASSES = List.of("low", "middle", "high");

    private static TargetSet classes(long seed, int rows) {
        TargetSet values = values(seed, rows);
        double[] targets = values.targets();
        double[] numbers = Arrays.stream(targets).map(x -> x < 10 ? 0 : x < 25 ? 1 : 2).toArray();
        return new TargetSet(values.features(), values.rows(), numbers, CLASSES);
    }

    private static TargetSet values(long seed, int rows) {
        List<Row> made = Samples.random(seed, rows).rows();
        SplittableRandom random = new SplittableRandom(seed);
        double[] targets = new double[rows];
        for (int i = 0; i < rows; i++) {
            Row row = made.get(i);
            targets[i] =
                    (row.isNull(0) ? 8 : 5 * Math.log(1 + row.getDouble(0)))
                            + (row.isNull(2) || !row.getBoolean(2) ? 0 : 10)
                            + random.nextGaussian();
        }
        return new TargetSet(Samples.TYPE, made, targets, List.of());
    }

    private static Model settings(Model.Algorithm algorithm) {
        return Samples.model(
                new Model.Trainer(
                        algorithm,
                        30,
                        6,
                        algorithm == Model.Algorithm.LOGISTIC_REGRESSION ? 0.1 : 0.3,
                        5,
                        42));
    }

    @ParameterizedTest
    @EnumSource(value = Model.Algorithm.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void freshRowsScoreAsTheTrainerSays(Model.Algorithm algorithm) throws Exception {
        for (TargetSet set : List.of(classes(3, 1_500), values(4, 1_500))) {
            assertSameScores(set, settings(algorithm));
        }
    }

    private static void assertSameScores(TargetSet set, Model settings) throws Exception {
        TargetLearner learner =
                settings.trainer().algorithm() == Model.Algorithm.LOGISTIC_REGRESSION
                        ? new TargetLinear(settings.trainer())
                        : new TargetTrees(settings.trainer());
        Inputs inputs = Inputs.of(set.features(), settings);
        List<Transform> transforms =
                TransformFitter.fit(inputs, set.rows(), learner.needsStandardised());
        EncodedRows encoder =
                new EncodedRows(
                        new Encoder(inputs.types(), inputs.fields(), transforms),
                        !learner.needsStandardised());
        List<Row> fresh = Samples.random(99, 2_000).rows();
        fresh.get(0).clear();
        TargetLearner.Learnt learnt = learner.learn(encoder, set, encoder, fresh);
        Scorer scorer =
                Scorer.of(
                        ModelArtifact.compile(
                                inputs.type(),
                                transforms,
                                learnt.predictors(),
                                new Outputs(
                                        learnt.link(),
                                        set.classes().isEmpty() ? List.of("v") : set.classes(),
                                        new Calibration.None(),
                                        0),
                                "f",
                                fresh.subList(0, 3)),
                        set.features());
        double[] scores = new double[scorer.outputs()];
        for (int row = 0; row < fresh.size(); row++) {
            scorer.scores(fresh.get(row), scores);
            for (int output = 0; output < scores.length; output++) {
                double expected = learnt.expected()[row][output];
                assertThat(scores[output])
                        .as("row %d of %s", row, settings.trainer())
                        .isCloseTo(expected, within(1e-6 * Math.max(1, Math.abs(expected))));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = Model.Algorithm.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void learnsClassesAndValues(Model.Algorithm algorithm) throws Exception {
        ModelArtifact classifier = TargetTrainer.train(classes(3, 3_000), settings(algorithm), "f");
        ModelArtifact regression = TargetTrainer.train(values(3, 3_000), settings(algorithm), "f");
        TargetSet freshClasses = classes(8, 2_000);
        TargetSet freshValues = values(8, 2_000);

        Scorer classScorer = Scorer.of(classifier, Samples.TYPE);
        Scorer valueScorer = Scorer.of(regression, Samples.TYPE);
        double[] shares = new double[3];
        int right = 0;
        double squares = 0;
        for (int row = 0; row < 2_000; row++) {
            classScorer.scores(freshClasses.rows().get(row), shares);
            assertThat(Arrays.stream(shares).sum()).isCloseTo(1, within(1e-12));
            int likeliest =
                    shares[0] >= Math.max(shares[1], shares[2])
                            ? 0
                            : shares[1] >= shares[2] ? 1 : 2;
            right += likeliest == freshClasses.targets()[row] ? 1 : 0;
            double error =
                    valueScorer.score(freshValues.rows().get(row)) - freshValues.targets()[row];
            squares += error * error;
        }
        assertThat(classifier.outputs().task()).isEqualTo(Task.MULTICLASS);
        assertThat(classifier.outputs().names()).isEqualTo(CLASSES);
        assertThat(right / 2_000.0).isGreaterThan(0.85);
        assertThat(regression.outputs().task()).isEqualTo(Task.REGRESSION);
        double deviation = Moments.of(freshValues.targets()).deviation();
        assertThat(Math.sqrt(squares / 2_000)).isLessThan(0.6 * deviation);
    }

    @Test
    void sameRowsGiveTheSameBytes() {
        for (Model.Algorithm algorithm :
                List.of(Model.Algorithm.XGBOOST, Model.Algorithm.RANDOM_FOREST)) {
            assertThat(TargetTrainer.train(classes(3, 800), settings(algorithm), "f"))
                    .isEqualTo(TargetTrainer.train(classes(3, 800), settings(algorithm), "f"));
        }
    }

    @Test
    void refusesTooFewRowsOrOfAClass() {
        assertThatThrownBy(
                        () ->
                                TargetTrainer.train(
                                        values(1, 10), settings(Model.Algorithm.XGBOOST), "f"))
                .hasMessage("only 10 rows to learn from; at least 50 are needed");
        TargetSet one = values(1, 100);
        assertThatThrownBy(
                        () ->
                                TargetTrainer.train(
                                        new TargetSet(
                                                one.features(),
                                                one.rows(),
                                                new double[100],
                                                CLASSES),
                                        settings(Model.Algorithm.XGBOOST),
                                        "f"))
                .hasMessageContaining("0 are of the class \"middle\"; at least 5 of each");
    }

    @Test
    void refusesTargetsThatAreNone() {
        TargetSet set = values(1, 2);
        for (double bad : new double[] {Double.NaN, 1 / 0.0, 1e300}) {
            assertThatThrownBy(
                            () ->
                                    new TargetSet(
                                            set.features(),
                                            set.rows(),
                                            new double[] {0, bad},
                                            List.of()))
                    .hasMessage("target 1 is " + bad + "; it must be a finite float");
        }
        for (double bad : new double[] {-1, 3, 0.5, Double.NaN}) {
            assertThatThrownBy(
                            () ->
                                    new TargetSet(
                                            set.features(),
                                            set.rows(),
                                            new double[] {0, bad},
                                            CLASSES))
                    .hasMessageContaining("must be the number of one of 3 classes");
        }
    }
}
