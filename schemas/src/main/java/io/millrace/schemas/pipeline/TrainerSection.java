package io.millrace.schemas.pipeline;

import io.millrace.schemas.pipeline.yaml.Choice;
import io.millrace.schemas.pipeline.yaml.Found;
import io.millrace.schemas.pipeline.yaml.Key;
import io.millrace.schemas.pipeline.yaml.Kind;
import io.millrace.schemas.pipeline.yaml.Numbers;
import io.millrace.schemas.pipeline.yaml.Section;
import io.millrace.schemas.pipeline.yaml.Value;
import io.millrace.schemas.problem.PipelineFileError;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** {@code model.trainer}. */
final class TrainerSection implements Kind<Model.Trainer> {
    private static final double XGBOOST_RATE = 0.3;
    private static final double LOGISTIC_RATE = 0.1;

    private final Key<Model.Algorithm> algorithm =
            Key.required("algorithm", Choice.of(Model.Algorithm.values(), '_'), "how it's trained");
    private final Key<Long> trees =
            Key.withDefault(
                    "trees",
                    Numbers.whole(1, 10_000),
                    "100",
                    "boosting rounds, or trees of a forest; xgboost and random_forest only");
    private final Key<Long> depth =
            Key.withDefault(
                    "depth",
                    Numbers.whole(1, 32),
                    "6",
                    "of a tree, at most; xgboost and random_forest only");
    private final Key<Double> learningRate =
            Key.optional(
                    "learning_rate",
                    Numbers.real(1e-6, 10, "a number from 0.000001 to 10"),
                    XGBOOST_RATE + " for xgboost, " + LOGISTIC_RATE + " for logistic_regression",
                    "size of a training step; xgboost and logistic_regression only");
    private final Key<Long> epochs =
            Key.withDefault(
                    "epochs",
                    Numbers.whole(1, 10_000),
                    "10",
                    "passes over the data; logistic_regression only");
    private final Key<Long> seed =
            Key.withDefault(
                    "seed",
                    Numbers.whole(Long.MIN_VALUE, Long.MAX_VALUE),
                    "0",
                    "of everything random; the same seed and data give the same model");

    final Section section =
            new Section(
                    "model.trainer",
                    List.of(algorithm, trees, depth, learningRate, epochs, seed),
                    Set.of());

    @Override
    public String expected() {
        return "a map with the key algorithm";
    }

    @Override
    public Optional<Model.Trainer> read(Value value) {
        Optional<Found> found = section.read(value);
        found.ifPresent(this::checkKeysFitAlgorithm);
        return found.filter(Found::complete).map(this::trainer);
    }

    private Model.Trainer trainer(Found found) {
        Model.Algorithm chosen = found.get(algorithm);
        double rate = chosen == Model.Algorithm.XGBOOST ? XGBOOST_RATE : LOGISTIC_RATE;
        return new Model.Trainer(
                chosen,
                found.get(trees).intValue(),
                found.get(depth).intValue(),
                found.find(learningRate).orElse(rate),
                found.get(epochs).intValue(),
                found.get(seed));
    }

    private void checkKeysFitAlgorithm(Found found) {
        Optional<Model.Algorithm> chosen = found.find(algorithm);
        if (chosen.isEmpty()) {
            return;
        }
        List<Key<?>> meaningless =
                switch (chosen.get()) {
                    case LOGISTIC_REGRESSION -> List.of(trees, depth);
                    case XGBOOST -> List.of(epochs);
                    case RANDOM_FOREST -> List.of(epochs, learningRate);
                    case AUTO -> List.of(trees, depth, learningRate, epochs);
                };
        for (Key<?> key : meaningless) {
            found.written(key)
                    .ifPresent(
                            value ->
                                    value.reading()
                                            .report(
                                                    PipelineFileError.KEYS_DISAGREE,
                                                    value.home(),
                                                    value.name()
                                                            + " means nothing to "
                                                            + chosen.get()
                                                                    .name()
                                                                    .toLowerCase(Locale.ROOT)));
        }
    }
}
