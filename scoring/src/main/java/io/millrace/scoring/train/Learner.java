package io.millrace.scoring.train;

import io.millrace.schemas.pipeline.Model;
import io.millrace.scoring.Link;
import io.millrace.scoring.Predictor;

import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.classification.Label;

import java.util.List;

/** Learns a predictor from encoded rows, by one of Tribuo's trainers. */
interface Learner {

    static Learner of(Model.Trainer settings) {
        return switch (settings.algorithm()) {
            case LOGISTIC_REGRESSION -> new LogisticRegression(settings);
            case XGBOOST -> new BoostedTrees(settings);
            case RANDOM_FOREST -> new RandomForest(settings);
            case AUTO ->
                    throw new IllegalArgumentException(
                            "auto is no algorithm: a search chooses one of the others");
        };
    }

    /** Whether numbers must be brought to one scale, and gaps be filled. */
    boolean needsStandardised();

    /**
     * @param golden examples for which the trainer's own predictions are asked
     */
    Learnt learn(Dataset<Label> training, List<Example<Label>> golden);

    /**
     * @param expected the trainer's own probabilities for the golden examples
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Learnt(Predictor predictor, Link link, double[] expected) {}
}
