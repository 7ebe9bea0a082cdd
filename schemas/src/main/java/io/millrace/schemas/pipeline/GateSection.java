package io.millrace.schemas.pipeline;

import io.millrace.schemas.pipeline.yaml.Choice;
import io.millrace.schemas.pipeline.yaml.Found;
import io.millrace.schemas.pipeline.yaml.Key;
import io.millrace.schemas.pipeline.yaml.Kind;
import io.millrace.schemas.pipeline.yaml.Numbers;
import io.millrace.schemas.pipeline.yaml.Section;
import io.millrace.schemas.pipeline.yaml.Value;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code model.gate}. */
final class GateSection implements Kind<Model.Gate> {
    private final Key<Double> holdout =
            Key.withDefault(
                    "holdout",
                    Numbers.shareAboveZero(0.5),
                    "20%",
                    "share of the examples, the newest, that it's judged on and not trained on");
    private final Key<Model.Metric> metric =
            Key.withDefault(
                    "metric",
                    Choice.of(Model.Metric.values(), '_'),
                    "auc",
                    "what it's judged by; accuracy is at the model's threshold");
    private final Key<Double> atLeast =
            Key.withDefault("at_least", Numbers.share(), "0.5", "what the metric has to reach");
    private final Key<Double> beatChampionBy =
            Key.withDefault(
                    "beat_champion_by",
                    Numbers.share(),
                    "0.0",
                    "how much better than the champion it has to be on the same examples");

    final Section section =
            new Section("model.gate", List.of(holdout, metric, atLeast, beatChampionBy), Set.of());

    @Override
    public String expected() {
        return "a map such as {metric: auc, at_least: 0.6}";
    }

    @Override
    public Optional<Model.Gate> read(Value value) {
        return section.read(value).filter(Found::complete).map(this::gate);
    }

    private Model.Gate gate(Found found) {
        return new Model.Gate(
                found.get(holdout),
                found.get(metric),
                found.get(atLeast),
                found.get(beatChampionBy));
    }
}
