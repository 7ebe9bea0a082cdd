package io.millrace.scoring.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.schemas.avro.DataRange;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.avro.RetrainTrigger;
import io.millrace.schemas.avro.TrainingDatasetPart;
import io.millrace.schemas.pipeline.Model;
import io.millrace.schemas.pipeline.Model.Algorithm;
import io.millrace.schemas.pipeline.Model.Search;
import io.millrace.schemas.pipeline.Model.Strategy;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

class FrozenExamplesTest {
    private static final RetrainTrigger TRIGGER =
            RetrainTrigger.newBuilder()
                    .setPipeline("p")
                    .setModel("fraud")
                    .setTriggerId("t-1")
                    .setReason("")
                    .setActor("ana")
                    .setExamples(List.of(new DataRange("p.training-examples", 0, 3L, 900L)))
                    .setAsOf(Instant.ofEpochSecond(1_000_000))
                    .build();

    private static Candidate candidate(Model settings) {
        return CandidateTraining.train(LabelledExamples.set(7, 2_000), settings, null);
    }

    private static ModelVersion published(Candidate candidate, Model asked) {
        return candidate.version(TRIGGER, asked, null, Map.of());
    }

    @Test
    void comeBackAsTheyWereFromPartsInAnyOrder() throws Exception {
        Candidate candidate = candidate(Samples.logistic());
        List<TrainingDatasetPart> parts = new ArrayList<>(candidate.dataset(TRIGGER));
        parts.addAll(candidate.dataset(TRIGGER));
        Collections.shuffle(parts, new Random(5));

        ExampleSet read = FrozenExamples.read(parts);

        assertThat(read.examples()).isEqualTo(candidate.examples().examples());
        assertThat(read.fingerprint()).isEqualTo("f");
        assertThat(read.dataDigest())
                .isEqualTo(candidate.examples().dataDigest())
                .isEqualTo(parts.get(0).getDigest());
    }

    @Test
    void manifestSaysWhatTheyAre() {
        Candidate candidate = candidate(Samples.logistic());

        var manifest = candidate.dataset(TRIGGER).get(0).getManifest();

        assertThat(manifest.getRows()).isEqualTo(2_000);
        assertThat(manifest.getHeldOut()).isEqualTo(400);
        assertThat(manifest.getPositives())
                .isEqualTo(
                        candidate.examples().examples().stream()
                                .filter(ExampleSet.Example::label)
                                .count());
        assertThat(manifest.getData()).isEqualTo(TRIGGER.getExamples());
        assertThat(manifest.getFeatures()).hasSameSizeAs(Samples.TYPE.fields());
        assertThat(manifest.getSelection()).startsWith("2000 examples given");
    }

    /** Each kind of trainer, with calibration, and what a search has chosen. */
    @Test
    void giveTheSameModelAgainWithoutThePipelinesFile() throws Exception {
        List<Model> asked =
                List.of(
                        Samples.logistic(),
                        Samples.xgboost(20, 4),
                        Samples.model(
                                new Model.Trainer(Algorithm.RANDOM_FOREST, 20, 6, 0.3, 10, 5)),
                        Samples.model(new Model.Trainer(Algorithm.AUTO, 0, 0, 0, 0, 7))
                                .with(new Search(Strategy.RANDOM, 5, 1, Duration.ZERO)));
        for (Model model : asked) {
            Model settings =
                    new Model(
                            model.name(),
                            model.task(),
                            model.inputs(),
                            0.37,
                            Model.Calibration.PLATT,
                            model.trainer(),
                            model.search(),
                            new Model.Gate(0.25, Model.Metric.ACCURACY, 0.1, 0.1),
                            model.rollout());
            Candidate candidate =
                    CandidateTraining.train(LabelledExamples.set(7, 12_000), settings, null);
            ModelVersion version = published(candidate, settings);
            ExampleSet frozen = FrozenExamples.read(candidate.dataset(TRIGGER));

            assertThat(Reproduction.train(version, frozen).digest())
                    .as("%s", settings.trainer())
                    .isEqualTo(version.getDigest());
            assertThat(Reproduction.otherLibraries(version)).isEmpty();
        }
    }

    @Test
    void areRefusedWhenAPartIsMissingOrABitIsWrong() {
        List<TrainingDatasetPart> parts = candidate(Samples.logistic()).dataset(TRIGGER);
        TrainingDatasetPart torn = TrainingDatasetPart.newBuilder(parts.get(0)).build();
        torn.setParts(parts.size() + 1);
        byte[] content = new byte[parts.get(0).getContent().remaining()];
        parts.get(0).getContent().duplicate().get(content);
        TrainingDatasetPart another = TrainingDatasetPart.newBuilder(parts.get(0)).build();
        another.setDigest("0".repeat(64));

        assertThatThrownBy(() -> FrozenExamples.read(List.of()))
                .isInstanceOf(DatasetBrokenException.class)
                .hasMessage("it has no parts");
        assertThatThrownBy(() -> FrozenExamples.read(List.of(torn)))
                .hasMessageContaining("part " + parts.size() + " of ")
                .hasMessageContaining("is missing");
        assertThatThrownBy(() -> FrozenExamples.read(List.of(another)))
                .hasMessageContaining("its records say 000");
        for (int at = 0; at < content.length; at += content.length / 50) {
            byte[] wrong = content.clone();
            wrong[at] ^= 0x10;
            TrainingDatasetPart spoilt = TrainingDatasetPart.newBuilder(parts.get(0)).build();
            spoilt.setContent(ByteBuffer.wrap(wrong));
            assertThatThrownBy(() -> FrozenExamples.read(List.of(spoilt)))
                    .as("byte %d", at)
                    .isInstanceOf(DatasetBrokenException.class);
        }
    }

    @Test
    void otherExamplesAndRecordsThatDontSayHowAreRefused() {
        Candidate candidate = candidate(Samples.logistic());
        ModelVersion version = published(candidate, Samples.logistic());
        ModelVersion silent = published(candidate, Samples.logistic());
        silent.getLineage().setParameters(Map.of("algorithm", "logistic_regression"));

        assertThatThrownBy(() -> Reproduction.train(version, LabelledExamples.set(8, 2_000)))
                .isInstanceOf(TrainingRefusedException.class)
                .hasMessageContaining("it was trained on the examples");
        assertThatThrownBy(() -> Reproduction.train(silent, candidate.examples()))
                .isInstanceOf(TrainingRefusedException.class)
                .hasMessageContaining("there's no parameter threshold");
    }
}
