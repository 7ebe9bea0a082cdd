package io.millrace.scoring.train;

import io.millrace.schemas.event.Row;
import io.millrace.schemas.pipeline.Model;
import io.millrace.scoring.ArtifactRefusedException;
import io.millrace.scoring.Calibration;
import io.millrace.scoring.Encoder;
import io.millrace.scoring.ModelArtifact;
import io.millrace.scoring.Outputs;
import io.millrace.scoring.Scorer;
import io.millrace.scoring.Transform;
import io.millrace.scoring.metrics.BinaryMetrics;
import io.millrace.scoring.metrics.Evaluation;
import io.millrace.scoring.train.Learner.Learnt;
import io.millrace.scoring.train.Slices.Slice;

import java.util.List;
import java.util.stream.IntStream;

/** Trains from rows in time order, on the calling thread. */
public final class ModelTrainer {
    /** How far a compiled probability may be from the trainer's own. */
    static final double TOLERANCE = 1e-6;

    private ModelTrainer() {}

    /**
     * Learns from the older rows, and judges by the newest: the share that the model's gate holds
     * out. The same rows, settings and fingerprint give the same bytes.
     *
     * @param featureSetFingerprint of the feature set that made the rows
     * @throws TrainingRefusedException if there are too few rows of a class, an input can't be
     *     used, or the compiled model doesn't agree with its trainer
     */
    public static TrainedModel train(
            TrainingSet set, Model settings, String featureSetFingerprint) {
        Inputs inputs = Inputs.of(set.features(), settings);
        Slices slices = Slices.of(set, settings.gate().holdout());
        ModelArtifact artifact = fit(inputs, slices.training(), settings, featureSetFingerprint);
        try {
            Evaluation holdout =
                    evaluate(
                            Scorer.of(artifact, set.features()),
                            slices.holdout(),
                            artifact.threshold());
            return new TrainedModel(artifact, holdout, slices.training().rows().size());
        } catch (ArtifactRefusedException e) {
            throw new TrainingRefusedException("the model can't be compiled: " + e.getMessage(), e);
        }
    }

    /** Fits transforms, model and calibration on these rows alone. */
    static ModelArtifact fit(Inputs inputs, Slice rows, Model settings, String fingerprint) {
        Calibrator calibrator = new Calibrator(settings.calibration());
        Slice training = calibrator.training(rows);
        Learner learner = Learner.of(settings.trainer());
        List<Transform> transforms =
                TransformFitter.fit(inputs, training.rows(), learner.needsStandardised());
        List<Row> golden = GoldenRows.choose(inputs, training.rows());
        Learnt learnt = learn(learner, inputs, transforms, training, golden);
        Outputs outputs =
                new Outputs(
                        learnt.link(),
                        Outputs.binary(settings.threshold()).names(),
                        new Calibration.None(),
                        settings.threshold());
        try {
            ModelArtifact artifact =
                    compile(inputs, transforms, learnt, outputs, fingerprint, golden);
            checkAgainstTrainer(Scorer.of(artifact, inputs.type()), golden, learnt.expected());
            Calibration calibration = calibrator.fit(artifact, inputs, rows);
            return calibration instanceof Calibration.None
                    ? artifact
                    : compile(
                            inputs,
                            transforms,
                            learnt,
                            outputs.calibrated(calibration),
                            fingerprint,
                            golden);
        } catch (ArtifactRefusedException e) {
            throw new TrainingRefusedException("the model can't be compiled: " + e.getMessage(), e);
        }
    }

    private static ModelArtifact compile(
            Inputs inputs,
            List<Transform> transforms,
            Learnt learnt,
            Outputs outputs,
            String fingerprint,
            List<Row> golden)
            throws ArtifactRefusedException {
        return ModelArtifact.compile(
                inputs.type(),
                transforms,
                List.of(learnt.predictor()),
                outputs,
                fingerprint,
                golden);
    }

    private static Learnt learn(
            Learner learner,
            Inputs inputs,
            List<Transform> transforms,
            Slice training,
            List<Row> golden) {
        int[] ownFields = IntStream.range(0, inputs.type().size()).toArray();
        boolean gaps = !learner.needsStandardised();
        EncodedRows features =
                new EncodedRows(new Encoder(inputs.types(), inputs.fields(), transforms), gaps);
        EncodedRows projected =
                new EncodedRows(new Encoder(inputs.types(), ownFields, transforms), gaps);
        return learner.learn(
                features.dataset(training.rows(), training.labels()), projected.unlabelled(golden));
    }

    private static void checkAgainstTrainer(Scorer scorer, List<Row> golden, double[] expected) {
        for (int i = 0; i < expected.length; i++) {
            double score = scorer.score(golden.get(i));
            if (!(Math.abs(score - expected[i]) <= TOLERANCE)) {
                throw new TrainingRefusedException(
                        "golden row "
                                + i
                                + " scores "
                                + score
                                + " compiled, but "
                                + expected[i]
                                + " in the trainer; "
                                + TOLERANCE
                                + " is allowed");
            }
        }
    }

    private static Evaluation evaluate(Scorer scorer, Slice slice, double threshold) {
        double[] scores = slice.rows().stream().mapToDouble(scorer::score).toArray();
        return BinaryMetrics.evaluate(scores, slice.labels(), threshold);
    }
}
