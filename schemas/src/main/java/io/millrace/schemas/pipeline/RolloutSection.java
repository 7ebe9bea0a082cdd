package io.millrace.schemas.pipeline;

import io.millrace.schemas.pipeline.yaml.Choice;
import io.millrace.schemas.pipeline.yaml.Durations;
import io.millrace.schemas.pipeline.yaml.Found;
import io.millrace.schemas.pipeline.yaml.Key;
import io.millrace.schemas.pipeline.yaml.Kind;
import io.millrace.schemas.pipeline.yaml.ListKind;
import io.millrace.schemas.pipeline.yaml.Numbers;
import io.millrace.schemas.pipeline.yaml.Section;
import io.millrace.schemas.pipeline.yaml.Value;
import io.millrace.schemas.problem.PipelineFileError;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code model.rollout}. */
final class RolloutSection implements Kind<Model.Rollout> {
    private final Key<List<Model.Step>> steps =
            Key.optional(
                    "steps",
                    new StepsKind(),
                    "[champion]",
                    "whom a new version serves and how long, in event time");
    private final Key<Duration> lead =
            Key.withDefault(
                    "lead",
                    Durations.fromZero(),
                    "1m",
                    "event time that a decision needs to reach the scoring");
    private final Key<Long> atLeastLabelled =
            Key.withDefault(
                    "at_least_labelled",
                    Numbers.whole(0, 1_000_000_000),
                    "100",
                    "labelled rows that a step needs before it ends");
    private final Key<Double> tolerance =
            Key.withDefault(
                    "tolerance",
                    Numbers.share(),
                    "0.02",
                    "how much worse than the champion's its metric may be");

    private final Key<Model.PromoteWhen> promoteWhen =
            Key.withDefault(
                    "promote_when",
                    Choice.of(Model.PromoteWhen.values(), '_'),
                    "not_worse",
                    "what it has to show before it's champion: that it's no worse than is"
                            + " tolerated, or that it's better by more than chance");
    private final Key<Boolean> checkSampleRatio =
            Key.withDefault(
                    "check_sample_ratio",
                    new FlagKind(),
                    "false",
                    "whether a canary that answers another share of the events than its own is"
                            + " paused; for units with few events each");

    final Section section =
            new Section(
                    "model.rollout",
                    List.of(steps, lead, atLeastLabelled, tolerance, promoteWhen, checkSampleRatio),
                    Set.of());

    private Optional<Found> written = Optional.empty();

    @Override
    public String expected() {
        return "a map such as {steps: [shadow 1h, canary 5% 8d, champion]}";
    }

    @Override
    public Optional<Model.Rollout> read(Value value) {
        written = section.read(value).filter(Found::complete);
        return written.map(this::rollout);
    }

    /** Warns of steps that the labels don't fit, once all of the file was read. */
    void warn(Optional<Labels> labels) {
        if (written.isEmpty() || written.get().written(steps).isEmpty()) {
            return;
        }
        List<Model.Step> read = written.get().get(steps);
        Value list = written.get().written(steps).get();
        if (labels.isPresent()) {
            warnOfShortSteps(read, list, labels.get());
        } else if (read.size() > 1 && written.get().get(atLeastLabelled) > 0) {
            list.reading()
                    .warn(
                            PipelineFileError.STEP_WITHOUT_LABELS,
                            list.home(),
                            list.name() + " wait for labelled rows, and there are no labels",
                            "declare labels, or write at_least_labelled: 0");
        }
    }

    private void warnOfShortSteps(List<Model.Step> read, Value list, Labels labels) {
        List<Value> items = list.items(steps.kind().expected()).orElseThrow();
        for (int i = 0; i < read.size(); i++) {
            Model.Step step = read.get(i);
            if (step.kind() == Model.Step.Kind.CANARY
                    && step.duration().compareTo(labels.within()) < 0) {
                list.reading()
                        .warn(
                                PipelineFileError.STEP_BEFORE_LABELS,
                                items.get(i).span(),
                                list.name()
                                        + ": a step of "
                                        + Durations.write(step.duration())
                                        + " is over before its labels are known",
                                "labels.within is " + Durations.write(labels.within()));
            }
        }
    }

    private Model.Rollout rollout(Found found) {
        return new Model.Rollout(
                found.find(steps).orElse(Model.Rollout.DEFAULT.steps()),
                found.get(lead),
                found.get(atLeastLabelled).intValue(),
                found.get(tolerance),
                found.get(promoteWhen),
                found.get(checkSampleRatio));
    }

    /** Steps that each can follow the ones before it. */
    private static final class StepsKind implements Kind<List<Model.Step>> {
        private final ListKind<Model.Step> list =
                new ListKind<>(
                        "a list of steps such as [shadow 1h, canary 5% 8d, champion]",
                        new StepKind(), step -> step);

        @Override
        public String expected() {
            return list.expected();
        }

        @Override
        public Optional<List<Model.Step>> read(Value value) {
            Optional<List<Model.Step>> read = list.read(value);
            Optional<StepOrder.Mistake> mistake = read.flatMap(StepOrder::firstMistake);
            if (mistake.isPresent()) {
                report(value, mistake.get());
                return Optional.empty();
            }
            return read;
        }

        private void report(Value value, StepOrder.Mistake mistake) {
            Value step = value.items(expected()).orElseThrow().get(mistake.index());
            step.reading()
                    .report(
                            PipelineFileError.STEPS_OUT_OF_ORDER,
                            step.span(),
                            step.name() + ": " + mistake.what(),
                            "a shadow comes first, shares grow, and the last step is champion");
        }
    }
}
