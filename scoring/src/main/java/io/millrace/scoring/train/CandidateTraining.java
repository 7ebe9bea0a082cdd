package io.millrace.scoring.train;

import io.millrace.schemas.avro.GateVerdict;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.pipeline.Model;
import io.millrace.scoring.ArtifactRefusedException;
import io.millrace.scoring.ModelArtifact;
import io.millrace.scoring.Scorer;
import io.millrace.scoring.metrics.BinaryMetrics;
import io.millrace.scoring.metrics.Evaluation;
import io.millrace.scoring.train.Slices.Slice;
import io.millrace.scoring.train.TrainerSearch.Outcome;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Trains a version that wants to be champion, and judges it by the newest examples, which it hasn't
 * seen.
 *
 * <p>The champion scores the same examples. Should it have learnt from some of them, because the
 * trainings follow each other closely, it looks better there than it is: the error is on the side
 * of the one that's in charge.
 */
public final class CandidateTraining {
    private CandidateTraining() {}

    /**
     * Trains on the calling thread. The same examples, settings and champion give the same bytes
     * and the same verdict.
     *
     * @param champion null if there's none
     * @throws TrainingRefusedException if there are too few examples, or a model can't be made of
     *     them; the message has the figures
     */
    public static Candidate train(
            ExampleSet examples, Model settings, @Nullable ModelArtifact champion) {
        TrainingSet set = examples.trainingSet();
        Outcome found;
        TrainedModel trained;
        List<String> suspicions;
        try {
            Slice training = Slices.of(set, settings.gate().holdout()).training();
            found = new TrainerSearch(set.features(), training, times(examples), settings).search();
            trained = ModelTrainer.train(set, found.best(), examples.fingerprint());
            suspicions = suspicions(Inputs.of(set.features(), settings), training, trained);
        } catch (TrainingRefusedException e) {
            throw new TrainingRefusedException(
                    e.getMessage() + " (" + examples.selection() + ")", e);
        }
        GateVerdict gate = judge(examples, set, trained, settings.gate(), champion, suspicions);
        return new Candidate(
                examples,
                trained,
                gate,
                found.best(),
                found.trials(),
                found.costs(),
                suspicions,
                champion == null ? null : champion.digest());
    }

    private static long[] times(ExampleSet examples) {
        return examples.examples().stream().mapToLong(ExampleSet.Example::eventTime).toArray();
    }

    private static List<String> suspicions(Inputs inputs, Slice training, TrainedModel trained) {
        List<String> suspicions = new ArrayList<>(LeakCheck.of(inputs, training));
        if (trained.holdout().auc() > LeakCheck.SUSPICIOUS) {
            suspicions.add(
                    String.format(
                            Locale.ROOT,
                            "AUC %.4f on rows that it hasn't seen is too good to be true",
                            trained.holdout().auc()));
        }
        return suspicions;
    }

    private static GateVerdict judge(
            ExampleSet examples,
            TrainingSet set,
            TrainedModel trained,
            Model.Gate settings,
            @Nullable ModelArtifact champion,
            List<String> suspicions) {
        Slices slices = Slices.of(set, settings.holdout());
        Slice holdout = slices.holdout();
        Evaluation opponent = null;
        String note = "";
        for (String suspicion : suspicions) {
            note += "; " + suspicion;
        }
        if (champion != null) {
            try {
                opponent = evaluate(champion, examples.features(), examples.fingerprint(), holdout);
            } catch (ArtifactRefusedException e) {
                note += "; the champion isn't compared: " + e.getMessage();
            }
        }
        Long from =
                holdout.labels().length == 0
                        ? null
                        : (Long) examples.examples().get(trained.trainedRows()).eventTime();
        return new Gatekeeper(settings)
                .judge(
                        trained.holdout(),
                        opponent,
                        accuracyOfMajority(slices.training(), holdout),
                        note,
                        from);
    }

    private static Evaluation evaluate(
            ModelArtifact champion, RowType features, String fingerprint, Slice holdout)
            throws ArtifactRefusedException {
        if (!champion.fingerprint().equals(fingerprint)) {
            throw new ArtifactRefusedException(
                    "it was trained on the feature set "
                            + champion.fingerprint()
                            + ", the examples are of "
                            + fingerprint);
        }
        Scorer scorer = Scorer.of(champion, features);
        double[] scores = holdout.rows().stream().mapToDouble(scorer::score).toArray();
        return BinaryMetrics.evaluate(scores, holdout.labels(), champion.threshold());
    }

    /** Of always saying what most rows of the training say; a tie says no. */
    private static double accuracyOfMajority(Slice training, Slice holdout) {
        boolean positive = 2L * training.positives() > training.rows().size();
        int rows = holdout.rows().size();
        int right = positive ? holdout.positives() : rows - holdout.positives();
        return (double) right / rows;
    }
}
