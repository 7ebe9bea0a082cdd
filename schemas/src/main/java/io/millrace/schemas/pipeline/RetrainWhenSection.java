package io.millrace.schemas.pipeline;

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
import java.util.OptionalInt;
import java.util.Set;

/** {@code retrain_when}. */
final class RetrainWhenSection implements Kind<RetrainWhen> {
    private static final long MOST_EXAMPLES = 1_000_000_000;

    private final PerformanceRuleSection performanceSection = new PerformanceRuleSection();
    private final DriftSection driftSection = new DriftSection();

    private final Key<Long> firstExamples =
            Key.withDefault(
                    "first_examples",
                    Numbers.whole(1, MOST_EXAMPLES),
                    "1000",
                    "labelled examples that train the first model when there's no champion");
    private final Key<Boolean> changeInErrors =
            Key.withDefault(
                    "change_in_errors",
                    new FlagKind(),
                    "true",
                    "whether a change in the champion's errors is a cause");
    private final Key<RetrainWhen.Performance> performance =
            Key.optional("performance", performanceSection, "no cause", "a metric that gets worse");
    private final Key<RetrainWhen.Drift> drift =
            Key.optional("drift", driftSection, "no cause", "features that move");
    private final Key<Long> everyExamples =
            Key.withDefault(
                    "every_examples",
                    Numbers.wholeOrOff(MOST_EXAMPLES),
                    "off",
                    "labelled examples after each of which a challenger is trained");
    private final Key<Schedule> schedule =
            Key.optional(
                    "schedule",
                    new ScheduleKind(),
                    "no cause",
                    "when a challenger is trained, in event time, if there are new examples");
    private final Key<Duration> coolDown =
            Key.withDefault(
                    "cool_down",
                    Durations.fromZero(),
                    "6h",
                    "event time between two trainings, at least");
    private final Key<Long> atMostPerDay =
            Key.withDefault(
                    "at_most_per_day",
                    Numbers.whole(1, 1_000_000),
                    "8",
                    "trainings in a day of event time, at most");
    private final Section section =
            new Section(
                    "retrain_when",
                    List.of(
                            firstExamples,
                            changeInErrors,
                            performance,
                            drift,
                            everyExamples,
                            schedule,
                            coolDown,
                            atMostPerDay),
                    Set.of());

    List<Section> sections() {
        return List.of(section, performanceSection.section, driftSection.section);
    }

    /** Reports a metric of the performance rule that's nowhere declared. */
    void checkMetrics(List<Monitor.Metric> own) {
        performanceSection.checkMetric(own);
    }

    @Override
    public String expected() {
        return "a map such as {change_in_errors: true, cool_down: 6h}; {} for the defaults";
    }

    @Override
    public Optional<RetrainWhen> read(Value value) {
        return section.read(value).filter(Found::complete).map(this::retrainWhen);
    }

    private RetrainWhen retrainWhen(Found found) {
        int every = found.get(everyExamples).intValue();
        return new RetrainWhen(
                found.get(firstExamples).intValue(),
                found.get(changeInErrors),
                found.find(performance),
                found.find(drift),
                every == 0 ? OptionalInt.empty() : OptionalInt.of(every),
                found.find(schedule),
                found.get(coolDown),
                found.get(atMostPerDay).intValue());
    }

    /** {@code retrain_when.drift}. */
    private static final class DriftSection implements Kind<RetrainWhen.Drift> {
        private final Key<Double> share =
                Key.withDefault(
                        "share_of_features",
                        Numbers.shareAboveZero(1),
                        "30%",
                        "of the model's features that have to have drifted");
        private final Key<Long> forWindows = forWindows("3");
        private final Section section =
                new Section("retrain_when.drift", List.of(share, forWindows), Set.of());

        @Override
        public String expected() {
            return "a map such as {share_of_features: 30%, for_windows: 3}";
        }

        @Override
        public Optional<RetrainWhen.Drift> read(Value value) {
            return section.read(value)
                    .filter(Found::complete)
                    .map(
                            found ->
                                    new RetrainWhen.Drift(
                                            found.get(share), found.get(forWindows).intValue()));
        }
    }

    static Key<Long> forWindows(String defaultText) {
        return Key.withDefault(
                "for_windows", Numbers.whole(1, 1_000), defaultText, "in so many windows in a row");
    }
}
