package io.millrace.scoring.exchange;

import io.millrace.scoring.Link;
import io.millrace.scoring.Predictor;

import java.util.List;

/**
 * What a model of a graph makes.
 *
 * @param predictors one for each output
 * @param names of the outputs
 * @param needsNormalising whether the scores are shares only after a division by their sum
 */
record OnnxScores(
        List<? extends Predictor> predictors,
        Link declared,
        List<String> names,
        boolean needsNormalising) {

    OnnxScores normalised() {
        if (declared.task() == io.millrace.scoring.Task.REGRESSION) {
            throw new IllegalArgumentException("a Normalizer of a regression isn't known");
        }
        return new OnnxScores(predictors, declared, names, false);
    }

    Link link() {
        if (needsNormalising) {
            throw new IllegalArgumentException(
                    "its classes' scores don't sum to 1; put a Normalizer with the norm L1 after"
                            + " the model");
        }
        return declared;
    }

    static OnnxScores regression(List<? extends Predictor> predictors) {
        List<String> names =
                predictors.size() == 1
                        ? List.of("value")
                        : java.util.stream.IntStream.range(0, predictors.size())
                                .mapToObj(i -> "value_" + i)
                                .toList();
        return new OnnxScores(predictors, Link.IDENTITY, names, false);
    }
}
