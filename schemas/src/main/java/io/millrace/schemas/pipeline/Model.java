package io.millrace.schemas.pipeline;

import java.util.List;

/**
 * The model that scores.
 *
 * @param name such as {@code fraud}; its versions are {@code fraud@1}, {@code fraud@2}, …
 * @param task what it answers
 * @param inputs features by name; empty for all of them
 * @param threshold share in [0, 1] from which on the decision is positive
 */
public record Model(Text name, Task task, List<Text> inputs, double threshold, Trainer trainer) {

    public Model {
        inputs = List.copyOf(inputs);
    }

    /** What a model answers. */
    public enum Task {
        BINARY
    }

    /** How a model is trained. */
    public enum Algorithm {
        LOGISTIC_REGRESSION,
        XGBOOST
    }

    /**
     * @param trees boosting rounds; XGBoost only
     * @param depth of a tree, at most; XGBoost only
     * @param epochs passes over the data; logistic regression only
     */
    public record Trainer(
            Algorithm algorithm,
            int trees,
            int depth,
            double learningRate,
            int epochs,
            long seed) {}
}
