package io.millrace.schemas.pipeline;

import io.millrace.schemas.pipeline.yaml.Found;
import io.millrace.schemas.pipeline.yaml.Key;
import io.millrace.schemas.pipeline.yaml.Kind;
import io.millrace.schemas.pipeline.yaml.Numbers;
import io.millrace.schemas.pipeline.yaml.Rejected;
import io.millrace.schemas.pipeline.yaml.Section;
import io.millrace.schemas.pipeline.yaml.Value;
import io.millrace.schemas.problem.PipelineFileError;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** {@code retrain_when.performance}. */
final class PerformanceRuleSection implements Kind<RetrainWhen.Performance> {
    private static final double FALLS_BY = 0.05;
    private static final double MOST = 100;
    private static final List<String> OF_THE_GATE =
            Arrays.stream(Model.Metric.values())
                    .map(metric -> metric.name().toLowerCase(Locale.ROOT))
                    .toList();

    private final Key<Text> metric =
            Key.withDefault(
                    "metric", TextKind.NAME, "auc", "auc, accuracy, or one of `monitor.metrics`");
    private final Key<Double> fallsBy =
            Key.optional(
                    "falls_by",
                    Numbers.shareAboveZero(1),
                    FALLS_BY + " of the gate's metrics",
                    "how much below the gate's estimate it has to be; of the business's own"
                            + " metrics as a share of what it was in the version's first window");
    private final Key<Double> risesBy =
            Key.optional(
                    "rises_by",
                    Numbers.shareAboveZero(MOST),
                    "it doesn't matter",
                    "for one of `monitor.metrics`: how much above what it was in the version's"
                            + " first window it has to be, as a share of that");
    private final Key<Long> forWindows = RetrainWhenSection.forWindows("2");

    final Section section =
            new Section(
                    "retrain_when.performance",
                    List.of(metric, fallsBy, risesBy, forWindows),
                    Set.of());

    /** The metric as it's written; null if it isn't, or in no readable section. */
    private @Nullable Value metricWritten;

    private String name = OF_THE_GATE.get(0);

    @Override
    public String expected() {
        return "a map such as {metric: auc, falls_by: 0.05, for_windows: 2}";
    }

    @Override
    public Optional<RetrainWhen.Performance> read(Value value) {
        return section.read(value).filter(Found::complete).flatMap(found -> rule(value, found));
    }

    private Optional<RetrainWhen.Performance> rule(Value value, Found found) {
        metricWritten = found.written(metric).orElse(null);
        name = found.get(metric).value();
        boolean own = !OF_THE_GATE.contains(name);
        Optional<Double> falls = found.find(fallsBy);
        Optional<Double> rises = found.find(risesBy);
        if (own ? falls.isPresent() == rises.isPresent() : rises.isPresent()) {
            value.reading()
                    .report(
                            PipelineFileError.KEYS_DISAGREE,
                            value.home(),
                            own
                                    ? value.name() + " needs either falls_by or rises_by"
                                    : value.name()
                                            + " has rises_by, but more "
                                            + name
                                            + " is better",
                            "say which way " + name + " is worse");
            return Optional.empty();
        }
        return Optional.of(
                new RetrainWhen.Performance(
                        own
                                ? Model.Metric.AUC
                                : Model.Metric.valueOf(name.toUpperCase(Locale.ROOT)),
                        own ? Optional.of(name) : Optional.empty(),
                        rises.isPresent(),
                        rises.orElse(falls.orElse(FALLS_BY)),
                        found.get(forWindows).intValue()));
    }

    /** Reports a metric that's nowhere declared. */
    void checkMetric(List<Monitor.Metric> own) {
        List<String> known = new ArrayList<>(OF_THE_GATE);
        own.forEach(one -> known.add(one.name().value()));
        Value written = metricWritten;
        if (written != null && !known.contains(name)) {
            written.reject(
                    name,
                    new Rejected(
                            PipelineFileError.UNKNOWN_CHOICE,
                            "isn't a metric that a trigger can look at",
                            "it takes one of " + String.join(", ", known)));
        }
    }
}
