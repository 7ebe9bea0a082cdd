package io.millrace.scoring.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.schemas.avro.DataRange;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.avro.RetrainTrigger;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.pipeline.Model;
import io.millrace.schemas.pipeline.Model.Metric;
import io.millrace.schemas.prediction.LabelledPrediction;
import io.millrace.scoring.ModelArtifact;
import io.millrace.scoring.Scorer;
import io.millrace.scoring.metrics.BinaryMetrics;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

class CandidateTrainingTest {
    private static final int SEED = 7;

    private static Model model(double holdout, Metric metric, double atLeast) {
        return with(Samples.logistic(), new Model.Gate(holdout, metric, atLeast, 0));
    }

    private static Model with(Model model, Model.Gate gate) {
        return new Model(
                model.name(),
                model.task(),
                model.inputs(),
                model.threshold(),
                model.calibration(),
                model.trainer(),
                model.search(),
                gate,
                model.rollout());
    }

    private static RetrainTrigger trigger() {
        return RetrainTrigger.newBuilder()
                .setPipeline("card-fraud")
                .setModel("fraud")
                .setTriggerId("trigger-1")
                .setReason("because")
                .setActor("policy")
                .setAsOf(Instant.ofEpochMilli(5_000_000))
                .setExamples(List.of(new DataRange("card-fraud.training-examples", 0, 3L, 1_503L)))
                .build();
    }

    @ParameterizedTest
    @EnumSource(value = Model.Algorithm.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void sameExamplesInAnyOrderWithRepetitionsGiveTheSameBytes(Model.Algorithm algorithm)
            throws IOException {
        Model settings = Samples.model(new Model.Trainer(algorithm, 20, 4, 0.3, 5, 42));
        List<LabelledPrediction> examples =
                new ArrayList<>(LabelledExamples.of(Samples.random(SEED, 1_500)));
        byte[] once = bytes(settings, examples);
        for (LabelledPrediction example : List.copyOf(examples.subList(100, 400))) {
            double wrong = 1 - example.label();
            var prediction = example.prediction();
            examples.add(example);
            examples.add(
                    new LabelledPrediction(
                            example.label(),
                            example.origin(),
                            example.labelledAt() + 5,
                            2,
                            wrong,
                            prediction));
        }
        Collections.shuffle(examples, new Random(SEED));

        assertThat(bytes(settings, examples)).as("seed %d", SEED).isEqualTo(once);
    }

    private static byte[] bytes(Model settings, List<LabelledPrediction> examples)
            throws IOException {
        Candidate candidate =
                CandidateTraining.train(LabelledExamples.collect(examples), settings, null);
        return candidate
                .version(trigger(), settings, new byte[] {1, 2}, Map.of())
                .toByteBuffer()
                .array();
    }

    @Test
    void holdsOutTheNewestOnceAndJudgesByThem() throws Exception {
        ExampleSet examples = LabelledExamples.set(SEED, 2_000);
        Model settings = model(0.25, Metric.AUC, 0.5);
        Candidate candidate = CandidateTraining.train(examples, settings, null);
        double[] scores = newest(candidate.trained().artifact(), examples, 1_500);
        boolean[] labels = Arrays.copyOfRange(examples.trainingSet().labels(), 1_500, 2_000);

        assertThat(candidate.trained().trainedRows()).isEqualTo(1_500);
        assertThat(candidate.trainingExamples()).hasSize(1_500);
        assertThat(candidate.holdoutExamples())
                .isEqualTo(examples.examples().subList(1_500, 2_000));
        assertThat(candidate.gate().getRows()).isEqualTo(500);
        assertThat(candidate.gate().getFromEventTime()).isEqualTo(Instant.ofEpochSecond(1_500));
        assertThat(candidate.gate().getCandidate()).isEqualTo(BinaryMetrics.auc(scores, labels));
        assertThat(candidate.gate().getPassed()).isTrue();
    }

    private static double[] newest(ModelArtifact artifact, ExampleSet examples, int from)
            throws Exception {
        Scorer scorer = Scorer.of(artifact, examples.features());
        return IntStream.range(from, examples.size())
                .mapToDouble(i -> scorer.score(examples.examples().get(i).features()))
                .toArray();
    }

    @Test
    void comparesWithTheChampionOnTheSameRows() throws Exception {
        ExampleSet examples = LabelledExamples.set(SEED, 2_000);
        Model settings = model(0.25, Metric.AUC, 0);
        ModelArtifact champion =
                ModelTrainer.train(Samples.random(11, 20_000), settings, "f").artifact();

        Candidate candidate = CandidateTraining.train(examples, settings, champion);

        double expected =
                BinaryMetrics.auc(
                        newest(champion, examples, 1_500),
                        Arrays.copyOfRange(examples.trainingSet().labels(), 1_500, 2_000));
        assertThat(candidate.gate().getOpponents()).isEqualTo(Map.of("champion", expected));
        assertThat(candidate.gate().getPassed())
                .isEqualTo(candidate.gate().getCandidate() >= expected);
        assertThat(candidate.championDigest()).isEqualTo(champion.digest());
    }

    @Test
    void championDecidesAtItsOwnThreshold() {
        ExampleSet examples = LabelledExamples.set(SEED, 2_000);
        Model settings = model(0.25, Metric.ACCURACY, 0);
        Model generous =
                new Model(
                        settings.name(),
                        settings.task(),
                        settings.inputs(),
                        0.0,
                        settings.calibration(),
                        settings.trainer(),
                        settings.search(),
                        settings.gate(),
                        settings.rollout());
        ModelArtifact champion =
                ModelTrainer.train(Samples.random(11, 2_000), generous, "f").artifact();
        boolean[] labels = Arrays.copyOfRange(examples.trainingSet().labels(), 1_500, 2_000);
        double positives = IntStream.range(0, 500).filter(i -> labels[i]).count() / 500.0;

        Map<String, Double> opponents =
                CandidateTraining.train(examples, settings, champion).gate().getOpponents();

        assertThat(opponents)
                .as("who always says yes is right for each positive, the majority for the others")
                .isEqualTo(Map.of("champion", positives, "majority", 1 - positives));
    }

    @Test
    void majorityIsThatOfTheTrainingNotOfTheHoldout() {
        TrainingSet set = Samples.random(SEED, 1_000);
        boolean[] labels = set.labels();
        Arrays.fill(labels, 800, 1_000, true);
        ExampleSet examples =
                LabelledExamples.collect(
                        LabelledExamples.of(new TrainingSet(set.features(), set.rows(), labels)));

        assertThat(
                        CandidateTraining.train(examples, model(0.2, Metric.ACCURACY, 0), null)
                                .gate()
                                .getOpponents())
                .isEqualTo(Map.of("majority", 0.0));
    }

    @Test
    void majorityMayBePositive() {
        TrainingSet set = Samples.random(SEED, 1_000);
        boolean[] labels = set.labels();
        Arrays.fill(labels, 0, 500, true);
        Arrays.fill(labels, 800, 850, true);
        Arrays.fill(labels, 850, 1_000, false);
        ExampleSet examples =
                LabelledExamples.collect(
                        LabelledExamples.of(new TrainingSet(set.features(), set.rows(), labels)));
        Model settings = model(0.2, Metric.ACCURACY, 0);

        Candidate candidate = CandidateTraining.train(examples, settings, null);

        assertThat(candidate.gate().getOpponents()).isEqualTo(Map.of("majority", 0.25));
        assertThat(
                        candidate
                                .version(trigger(), settings, null, Map.of())
                                .getLineage()
                                .getLibraries())
                .containsOnlyKeys("tribuo");
    }

    @Test
    void championOfAnotherFeatureSetIsNotCompared() {
        ExampleSet examples = LabelledExamples.set(SEED, 2_000);
        Model settings = model(0.25, Metric.AUC, 0);
        ModelArtifact foreign =
                ModelTrainer.train(Samples.random(11, 2_000), settings, "g").artifact();

        Candidate candidate = CandidateTraining.train(examples, settings, foreign);

        assertThat(candidate.gate().getOpponents()).isEmpty();
        assertThat(candidate.gate().getPassed()).isTrue();
        assertThat(candidate.gate().getReason())
                .endsWith(
                        "; the champion isn't compared: it was trained on the feature set g, the"
                                + " examples are of f");
    }

    @Test
    void refusesAHoldoutOfOneClass() {
        TrainingSet set = Samples.random(SEED, 1_000);
        boolean[] labels = set.labels();
        Arrays.fill(labels, 800, 1_000, false);
        ExampleSet examples =
                LabelledExamples.collect(
                        LabelledExamples.of(new TrainingSet(set.features(), set.rows(), labels)));

        Candidate candidate = CandidateTraining.train(examples, model(0.2, Metric.AUC, 0), null);

        assertThat(candidate.gate().getPassed()).isFalse();
        assertThat(candidate.gate().getReason())
                .startsWith(
                        "auc can't be computed on the newest 200 rows, of which 0 are positive");
        assertThat(
                        candidate
                                .version(trigger(), model(0.2, Metric.AUC, 0), null, Map.of())
                                .getMetrics())
                .doesNotContainKeys("auc", "average_precision", "recall")
                .containsKey("accuracy");
    }

    @Test
    void refusesTooFewExamplesWithTheFigures() {
        ExampleCollector collector = new ExampleCollector(Samples.TYPE, "f", 60_000, null);
        LabelledExamples.of(Samples.random(SEED, 100)).forEach(collector::add);

        assertThatThrownBy(
                        () ->
                                CandidateTraining.train(
                                        collector.collect(), Samples.logistic(), null))
                .isInstanceOf(TrainingRefusedException.class)
                .hasMessage(
                        "only 41 rows to learn from; at least 50 are needed beside the newest 10,"
                                + " which are held out (100 examples given, of these 0 too old, 49"
                                + " labelled later, 0 of another feature set, 0 repeated)");
    }

    @Test
    void recordSaysWhereTheVersionComesFrom() {
        ExampleSet examples = LabelledExamples.set(SEED, 1_500);
        Model settings = Samples.xgboost(20, 4);
        ModelArtifact champion =
                ModelTrainer.train(Samples.random(11, 2_000), settings, "f").artifact();
        Candidate candidate = CandidateTraining.train(examples, settings, champion);

        ModelVersion version = candidate.version(trigger(), settings, new byte[] {1, 2}, Map.of());

        ModelArtifact artifact = candidate.trained().artifact();
        assertThat(version.getDigest()).isEqualTo(artifact.digest());
        assertThat(version.getArtifact()).isEqualTo(ByteBuffer.wrap(artifact.toBytes()));
        assertThat(version.getArtifactBytes()).isEqualTo(artifact.toBytes().length);
        assertThat(version.getVersion()).isNull();
        assertThat(version.getFingerprint()).isEqualTo("f");
        assertThat(version.getInputs())
                .extracting(input -> input.getName() + " " + input.getType())
                .startsWith("amount double", "count_1h integer", "foreign boolean");
        assertThat(version.getMetrics())
                .containsEntry("auc", candidate.trained().holdout().auc())
                .containsEntry("kappa", candidate.trained().holdout().kappa());
        assertThat(version.getTriggerId()).isEqualTo("trigger-1");
        assertThat(version.getAsOf()).isEqualTo(Instant.ofEpochMilli(5_000_000));
        assertThat(version.getGate()).isEqualTo(candidate.gate());
        assertThat(version.getReferenceProfile()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2}));
        var lineage = version.getLineage();
        assertThat(lineage.getData()).isEqualTo(trigger().getExamples());
        assertThat(lineage.getFromEventTime()).isEqualTo(Instant.EPOCH);
        assertThat(lineage.getToEventTime()).isEqualTo(Instant.ofEpochSecond(1_499));
        assertThat(lineage.getRows()).isEqualTo(1_200);
        assertThat(lineage.getDataDigest()).isEqualTo(examples.dataDigest());
        assertThat(lineage.getSeed()).isEqualTo(42);
        assertThat(lineage.getParentDigest()).isEqualTo(champion.digest());
        assertThat(lineage.getLibraries()).containsOnlyKeys("tribuo", "xgboost");
        assertThat(lineage.getLibraries().values()).allMatch(v -> v.matches("\\d+\\.\\d+\\.\\d+"));
        assertThat(lineage.getParameters())
                .containsEntry("algorithm", "xgboost")
                .containsEntry("trees", "20")
                .containsEntry("holdout", "0.2")
                .doesNotContainKey("epochs");
    }

    @Test
    void championThatReadsAnotherTypeIsNotCompared() {
        RowType other = new RowType(List.of(new Field("km", ValueType.INTEGER, true)));
        ExampleSet examples = LabelledExamples.set(SEED, 1_000);
        TrainingSet integers =
                new TrainingSet(
                        other,
                        Samples.random(SEED, 1_000).rows().stream()
                                .map(
                                        row -> {
                                            var integer = new io.millrace.schemas.event.Row(1);
                                            integer.setLong(0, (long) row.getDouble(4));
                                            return integer;
                                        })
                                .toList(),
                        examples.trainingSet().labels());
        ModelArtifact champion =
                ModelTrainer.train(integers, Samples.logistic("km"), "f").artifact();

        assertThat(
                        CandidateTraining.train(examples, model(0.2, Metric.AUC, 0), champion)
                                .gate()
                                .getReason())
                .contains(
                        "the champion isn't compared: the model was trained on \"km\" as INTEGER");
    }
}
