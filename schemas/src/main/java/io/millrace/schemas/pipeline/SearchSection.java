package io.millrace.schemas.pipeline;

import io.millrace.schemas.pipeline.yaml.Choice;
import io.millrace.schemas.pipeline.yaml.Durations;
import io.millrace.schemas.pipeline.yaml.Found;
import io.millrace.schemas.pipeline.yaml.Key;
import io.millrace.schemas.pipeline.yaml.Kind;
import io.millrace.schemas.pipeline.yaml.Numbers;
import io.millrace.schemas.pipeline.yaml.Section;
import io.millrace.schemas.pipeline.yaml.Value;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code model.search}. */
final class SearchSection implements Kind<Model.Search> {
    private final Key<Model.Strategy> strategy =
            Key.withDefault(
                    "strategy",
                    Choice.of(Model.Strategy.values(), '_'),
                    "halving",
                    "random tries every setting on all rows; halving tries many on few rows and"
                            + " keeps the better ones");
    private final Key<Long> trials =
            Key.withDefault(
                    "trials",
                    Numbers.whole(2, 1_000),
                    "12",
                    "settings that are tried, the written ones first");
    private final Key<Long> folds =
            Key.withDefault(
                    "folds",
                    Numbers.whole(1, 20),
                    "3",
                    "times that a setting learns from older rows and is judged by newer ones");
    private final Key<Duration> embargo =
            Key.optional(
                    "embargo",
                    Durations.fromZero(),
                    "labels.within",
                    "event time between what's learnt from and what judges it, since labels come"
                            + " late");

    private final Key<Long> coreSeconds =
            Key.optional(
                    "core_seconds",
                    Numbers.whole(1, 10_000_000),
                    "no limit",
                    "processor time after which nothing more is tried; how far that goes depends on"
                            + " the machine, and is recorded");

    final Section section =
            new Section(
                    "model.search",
                    List.of(strategy, trials, folds, embargo, coreSeconds),
                    Set.of());

    private boolean embargoWritten;

    @Override
    public String expected() {
        return "a map such as {strategy: halving, trials: 20}";
    }

    @Override
    public Optional<Model.Search> read(Value value) {
        return section.read(value).filter(Found::complete).map(this::search);
    }

    private Model.Search search(Found found) {
        embargoWritten = found.find(embargo).isPresent();
        return new Model.Search(
                found.get(strategy),
                found.get(trials).intValue(),
                found.get(folds).intValue(),
                found.find(embargo).orElse(Duration.ZERO),
                found.find(coreSeconds).orElse(0L).intValue());
    }

    /** The embargo is the labels' horizon, unless it's written. */
    Model.Search resolved(Model.Search search, Optional<Labels> labels) {
        return embargoWritten || labels.isEmpty()
                ? search
                : search.withEmbargo(labels.get().within());
    }
}
