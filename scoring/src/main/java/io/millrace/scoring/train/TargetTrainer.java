package io.millrace.scoring.train;

import io.millrace.schemas.event.Row;
import io.millrace.schemas.pipeline.Model;
import io.millrace.scoring.ArtifactRefusedException;
import io.millrace.scoring.Calibration;
import io.millrace.scoring.Encoder;
import io.millrace.scoring.ModelArtifact;
import io.millrace.scoring.Outputs;
import io.millrace.scoring.Scorer;
import io.millrace.scoring.Task;
import io.millrace.scoring.Transform;
import io.millrace.scoring.train.TargetLearner.Learnt;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Trains multiclass models and regressions from rows in time order, as {@link ModelTrainer} does
 * binary ones.
 */
public final class TargetTrainer {
    private static final int FEWEST_ROWS = 50;
    private static final int FEWEST_OF_A_CLASS = 5;

    /** How far a compiled score may be from the trainer's, in units of the larger of 1 and it. */
    private static final double TOLERANCE = 1e-6;

    private TargetTrainer() {}

    /**
     * Learns from all of the rows: hold out the newest beforehand. The same rows, settings and
     * fingerprint give the same bytes.
     *
     * @param settings of which inputs, trainer and threshold count; its task doesn't
     * @throws TrainingRefusedException if there are too few rows, or of a class, or the compiled
     *     model doesn't agree with its trainer
     */
    public static ModelArtifact train(TargetSet set, Model settings, String fingerprint) {
        requireEnough(set);
        Inputs inputs = Inputs.of(set.features(), settings);
        TargetLearner learner =
                settings.trainer().algorithm() == Model.Algorithm.LOGISTIC_REGRESSION
                        ? new TargetLinear(settings.trainer())
                        : new TargetTrees(settings.trainer());
        List<Transform> transforms =
                TransformFitter.fit(inputs, set.rows(), learner.needsStandardised());
        List<Row> golden = GoldenRows.choose(inputs, set.rows());
        boolean gaps = !learner.needsStandardised();
        int[] own = IntStream.range(0, inputs.type().size()).toArray();
        Learnt learnt =
                learner.learn(
                        new EncodedRows(
                                new Encoder(inputs.types(), inputs.fields(), transforms), gaps),
                        set,
                        new EncodedRows(new Encoder(inputs.types(), own, transforms), gaps),
                        golden);
        Outputs outputs =
                new Outputs(
                        learnt.link(),
                        set.task() == Task.REGRESSION ? List.of("value") : set.classes(),
                        new Calibration.None(),
                        set.task() == Task.REGRESSION ? 0 : settings.threshold());
        try {
            ModelArtifact artifact =
                    ModelArtifact.compile(
                            inputs.type(),
                            transforms,
                            learnt.predictors(),
                            outputs,
                            fingerprint,
                            golden);
            check(Scorer.of(artifact, inputs.type()), golden, learnt.expected());
            return artifact;
        } catch (ArtifactRefusedException e) {
            throw new TrainingRefusedException("the model can't be compiled: " + e.getMessage(), e);
        }
    }

    private static void requireEnough(TargetSet set) {
        int rows = set.rows().size();
        if (rows < FEWEST_ROWS) {
            throw new TrainingRefusedException(
                    "only "
                            + rows
                            + " rows to learn from; at least "
                            + FEWEST_ROWS
                            + " are needed");
        }
        int[] counts = new int[set.classes().size()];
        for (double target : set.targets()) {
            if (counts.length > 0) {
                counts[(int) target]++;
            }
        }
        for (int label = 0; label < counts.length; label++) {
            if (counts[label] < FEWEST_OF_A_CLASS) {
                throw new TrainingRefusedException(
                        "of "
                                + rows
                                + " rows to learn from, "
                                + counts[label]
                                + " are of the class \""
                                + set.classes().get(label)
                                + "\"; at least "
                                + FEWEST_OF_A_CLASS
                                + " of each are needed");
            }
        }
    }

    private static void check(Scorer scorer, List<Row> golden, double[][] expected) {
        double[] scores = new double[scorer.outputs()];
        for (int row = 0; row < expected.length; row++) {
            scorer.scores(golden.get(row), scores);
            for (int output = 0; output < scores.length; output++) {
                double wanted = expected[row][output];
                double allowed = TOLERANCE * Math.max(1, Math.abs(wanted));
                if (!(Math.abs(scores[output] - wanted) <= allowed)) {
                    throw new TrainingRefusedException(
                            "golden row "
                                    + row
                                    + " scores "
                                    + scores[output]
                                    + " compiled, but "
                                    + wanted
                                    + " in the trainer; "
                                    + allowed
                                    + " is allowed");
                }
            }
        }
    }
}
