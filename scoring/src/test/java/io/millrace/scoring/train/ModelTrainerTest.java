package io.millrace.scoring.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.pipeline.Model;
import io.millrace.scoring.ModelArtifact;
import io.millrace.scoring.Scorer;
import io.millrace.scoring.metrics.BinaryMetrics;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

class ModelTrainerTest {

    @Test
    void sameInputGivesSameBytes() {
        assertThat(TrainedDigest.linear()).isEqualTo(TrainedDigest.linear());
        assertThat(TrainedDigest.trees()).isEqualTo(TrainedDigest.trees());
    }

    @Test
    void sameInputGivesSameBytesInAnotherJvm() throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xint",
                                "-cp",
                                System.getProperty("java.class.path"),
                                TrainedDigest.class.getName())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        String printed = text(process);

        assertThat(process.waitFor()).isZero();
        assertThat(printed)
                .contains("digests " + TrainedDigest.linear() + " " + TrainedDigest.trees());
    }

    private static String text(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void anotherSeedGivesAnotherModel() {
        TrainingSet set = Samples.random(3, 1_000);
        Model.Trainer other =
                new Model.Trainer(Model.Algorithm.LOGISTIC_REGRESSION, 0, 0, 0.1, 10, 43);

        assertThat(ModelTrainer.train(set, Samples.logistic(), "f").artifact())
                .isNotEqualTo(ModelTrainer.train(set, Samples.model(other), "f").artifact());
    }

    @Test
    void newestFifthIsHeldOutAndDoesntTouchTheModel() throws Exception {
        TrainingSet set = Samples.random(5, 2_000);
        List<Row> rows = new ArrayList<>(set.rows().subList(0, 1_600));
        boolean[] labels = Arrays.copyOf(set.labels(), 2_000);
        for (int i = 1_600; i < 2_000; i++) {
            Row row = new Row(Samples.TYPE.size());
            row.setDouble(0, 1e6 + i);
            row.setText(3, "new country");
            rows.add(row);
            labels[i] = i % 2 == 0;
        }
        TrainingSet changed = new TrainingSet(Samples.TYPE, rows, labels);

        for (Model settings : List.of(Samples.logistic(), Samples.xgboost(10, 3))) {
            TrainedModel model = ModelTrainer.train(set, settings, "f");

            assertThat(model.trainedRows()).isEqualTo(1_600);
            assertThat(model.artifact())
                    .isEqualTo(ModelTrainer.train(changed, settings, "f").artifact());
            assertThat(model.holdout()).isEqualTo(evaluateNewest(model.artifact(), set));
        }
    }

    private static Object evaluateNewest(ModelArtifact artifact, TrainingSet set) throws Exception {
        Scorer scorer = Scorer.of(artifact, set.features());
        double[] scores =
                set.rows().subList(1_600, 2_000).stream().mapToDouble(scorer::score).toArray();
        return BinaryMetrics.evaluate(
                scores, Arrays.copyOfRange(set.labels(), 1_600, 2_000), artifact.threshold());
    }

    @Test
    void learnsWhatMatters() {
        TrainingSet set = Samples.random(11, 20_000);

        assertThat(ModelTrainer.train(set, Samples.logistic(), "f").holdout().auc())
                .isGreaterThan(0.7);
        assertThat(ModelTrainer.train(set, Samples.xgboost(60, 3), "f").holdout().auc())
                .isGreaterThan(0.7);
    }

    @Test
    void trainsOnRowsWithoutAnyGap() throws Exception {
        TrainingSet set = Samples.random(5, 1_000);
        for (Row row : set.rows()) {
            row.setDouble(4, 3);
        }

        for (Model.Algorithm algorithm :
                List.of(
                        Model.Algorithm.LOGISTIC_REGRESSION,
                        Model.Algorithm.XGBOOST,
                        Model.Algorithm.RANDOM_FOREST)) {
            Model settings = Samples.model(new Model.Trainer(algorithm, 5, 3, 0.1, 3, 1), "km");
            ModelArtifact artifact = ModelTrainer.train(set, settings, "f").artifact();

            assertThat(Scorer.of(artifact, Samples.TYPE).score(new Row(Samples.TYPE.size())))
                    .isBetween(0.0, 1.0);
        }
    }

    @Test
    void readsTheNamedInputsAlone() {
        TrainingSet set = Samples.random(5, 1_000);

        ModelArtifact artifact =
                ModelTrainer.train(set, Samples.logistic("km", "country"), "features-9").artifact();

        assertThat(artifact.inputs().fields().stream().map(Field::name))
                .containsExactly("km", "country");
        assertThat(artifact.fingerprint()).isEqualTo("features-9");
        assertThat(artifact.threshold()).isEqualTo(0.5);
    }

    @Test
    void refusesUnknownInputWithTheNearestName() {
        assertThatThrownBy(
                        () ->
                                ModelTrainer.train(
                                        Samples.random(5, 1_000), Samples.logistic("amont"), "f"))
                .isInstanceOf(TrainingRefusedException.class)
                .hasMessage(
                        "the model reads \"amont\", which is no feature (did you mean"
                                + " \"amount\"?)");
    }

    @Test
    void refusesTimestamps() {
        RowType type = new RowType(List.of(new Field("at", ValueType.TIMESTAMP, false)));
        TrainingSet set = new TrainingSet(type, List.of(), new boolean[0]);

        assertThatThrownBy(() -> ModelTrainer.train(set, Samples.logistic(), "f"))
                .isInstanceOf(TrainingRefusedException.class)
                .hasMessageContaining("feature \"at\" is a timestamp");
    }

    @Test
    void refusesTooFewRows() {
        assertThatThrownBy(() -> ModelTrainer.train(Samples.random(5, 10), Samples.logistic(), "f"))
                .isInstanceOf(TrainingRefusedException.class)
                .hasMessageContaining("only 8 rows to learn from; at least 50 are needed");
    }

    @Test
    void refusesOneClassOnly() {
        TrainingSet set = Samples.random(5, 1_000);
        TrainingSet negative = new TrainingSet(set.features(), set.rows(), new boolean[1_000]);

        assertThatThrownBy(() -> ModelTrainer.train(negative, Samples.logistic(), "f"))
                .isInstanceOf(TrainingRefusedException.class)
                .hasMessageContaining("of 800 rows to learn from, 0 are positive and 800 negative");
    }

    @Test
    void refusesLabelsThatDontBelongToTheRows() {
        assertThatThrownBy(() -> new TrainingSet(Samples.TYPE, List.of(), new boolean[1]))
                .hasMessage("0 rows, but 1 labels");
    }
}
