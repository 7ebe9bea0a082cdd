package io.millrace.scoring.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.schemas.event.Row;
import io.millrace.schemas.pipeline.Model;
import io.millrace.scoring.Calibration;
import io.millrace.scoring.Encoder;
import io.millrace.scoring.ModelArtifact;
import io.millrace.scoring.Outputs;
import io.millrace.scoring.Scorer;
import io.millrace.scoring.Transform;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

/** What's compiled predicts what the trainer itself predicts. */
class CompiledScoresTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void linearModelScoresLikeTribuo(long seed) throws Exception {
        assertSameScores(seed, Samples.logistic());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void boostedTreesScoreLikeTribuo(long seed) throws Exception {
        assertSameScores(seed, Samples.xgboost(20 + 20 * (int) seed, 2 + (int) seed));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void forestsScoreLikeXgboost(long seed) throws Exception {
        assertSameScores(seed, Samples.forest(20 + 20 * (int) seed, 4 + 2 * (int) seed));
    }

    /** Fresh rows, other than those of training and the golden ones. */
    private static void assertSameScores(long seed, Model settings) throws Exception {
        TrainingSet set = Samples.random(seed, 2_000);
        Inputs inputs = Inputs.of(set.features(), settings);
        Learner learner = Learner.of(settings.trainer());
        List<Transform> transforms =
                TransformFitter.fit(inputs, set.rows(), learner.needsStandardised());
        EncodedRows encoded =
                new EncodedRows(
                        new Encoder(inputs.types(), inputs.fields(), transforms),
                        !learner.needsStandardised());
        List<Row> fresh = Samples.random(seed + 1_000, 3_000).rows();
        fresh.get(0).clear();
        fresh.get(1).setText(3, "unseen");

        Learner.Learnt learnt =
                learner.learn(encoded.dataset(set.rows(), set.labels()), encoded.unlabelled(fresh));
        ModelArtifact artifact =
                ModelArtifact.compile(
                        inputs.type(),
                        transforms,
                        List.of(learnt.predictor()),
                        new Outputs(learnt.link(), List.of("yes"), new Calibration.None(), 0.5),
                        "fingerprint",
                        fresh.subList(0, 3));
        Scorer scorer = Scorer.of(ModelArtifact.load(artifact.toBytes()), set.features());

        for (int i = 0; i < fresh.size(); i++) {
            assertThat(scorer.score(fresh.get(i)))
                    .as("row %d of seed %d", i, seed)
                    .isCloseTo(learnt.expected()[i], within(1e-6));
        }
    }
}
