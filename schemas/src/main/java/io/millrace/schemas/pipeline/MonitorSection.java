package io.millrace.schemas.pipeline;

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

/** {@code monitor}. */
final class MonitorSection implements Kind<Monitor> {
    /** Each record counts in so many windows at most. */
    private static final long MOST_PANES = 100;

    private static final ListKind<Text> GROUPS =
            new ListKind<>("a list of values such as [PT, ES]", TextKind.WORDS, Text::value);

    private final Key<Duration> window =
            Key.withDefault(
                    "window",
                    Durations.aboveZero(),
                    "1h",
                    "length of the windows of event time that drift and performance are told for");
    private final Key<Duration> slide =
            Key.optional(
                    "slide",
                    Durations.aboveZero(),
                    "the window: windows don't overlap",
                    "event time from one window to the next; it divides the window, 100 times at"
                            + " most");
    private final Key<List<Text>> segments =
            Key.optional(
                    "segments",
                    new ListKind<>(
                            "a list of features, or of expressions over them, such as [country,"
                                    + " 'amount > 100']",
                            TextKind.EXPRESSION,
                            Text::value),
                    "none",
                    "by whose values events are looked at apart, besides all of them together");
    private final Key<Long> segmentValues =
            Key.withDefault(
                    "segment_values",
                    Numbers.whole(1, 1_000),
                    String.valueOf(Monitor.SEGMENT_VALUES),
                    "values of a segment that are told apart in a window; of more an arbitrary but"
                            + " steady choice is, and the others are OTHER");
    private final Key<List<Monitor.Groups>> fairness =
            Key.optional(
                    "fairness",
                    new NamedKind<>(
                            "a map from a feature to its values that are groups, such as {country:"
                                    + " [PT, ES]}",
                            TextKind.FIELD,
                            MonitorSection::groups),
                    "nobody",
                    "who is to be treated alike: decisions and recall are compared between the"
                            + " groups, which are segments, too");
    private final Key<List<Monitor.Metric>> metrics =
            Key.optional(
                    "metrics",
                    new NamedKind<>(
                            "a map from a metric's name to sum, mean, count or share of an"
                                    + " expression",
                            TextKind.NAME,
                            new MetricReader()),
                    "none",
                    "the business's own: over `label`, `score`, `decision` and features of the"
                            + " labelled events");

    private final Key<Monitor.Reference> reference =
            Key.withDefault(
                    "reference",
                    new WindowReferenceKind(),
                    "training",
                    "what the features of a window are compared with. A segment's are compared with"
                            + " its first windows unless a span or previous is given");

    final Section section =
            new Section(
                    "monitor",
                    List.of(window, slide, segments, segmentValues, fairness, metrics, reference),
                    Set.of());

    @Override
    public String expected() {
        return "a map such as {window: 1h}";
    }

    @Override
    public Optional<Monitor> read(Value value) {
        return section.read(value)
                .filter(Found::complete)
                .filter(this::slideFits)
                .map(this::monitor);
    }

    private static Optional<Monitor.Groups> groups(Text by, Value value) {
        Optional<List<Text>> values = GROUPS.read(value);
        if (values.isPresent() && values.get().size() < 2) {
            value.reading()
                    .report(
                            PipelineFileError.OUT_OF_RANGE,
                            value.span(),
                            value.name() + " has one group, and nothing to compare it with",
                            "it takes two groups or more");
            return Optional.empty();
        }
        return values.map(groups -> new Monitor.Groups(by, groups));
    }

    private boolean slideFits(Found found) {
        Optional<Value> written = found.written(slide);
        if (written.isEmpty()) {
            return true;
        }
        long length = found.get(window).toMillis();
        long step = found.find(slide).orElseThrow().toMillis();
        if (length % step == 0 && length / step <= MOST_PANES) {
            return true;
        }
        written.get()
                .reading()
                .report(
                        PipelineFileError.KEYS_DISAGREE,
                        written.get().span(),
                        "a slide of "
                                + Durations.write(Duration.ofMillis(step))
                                + " doesn't divide the window of "
                                + Durations.write(Duration.ofMillis(length))
                                + ", or more than "
                                + MOST_PANES
                                + " times",
                        "it takes a duration that fits into the window from 1 to "
                                + MOST_PANES
                                + " times");
        return false;
    }

    private Monitor monitor(Found found) {
        Duration length = found.get(window);
        return new Monitor(
                length,
                found.find(slide).orElse(length),
                found.find(segments).orElse(List.of()),
                found.get(segmentValues).intValue(),
                found.find(fairness).orElse(List.of()),
                found.find(metrics).orElse(List.of()),
                found.get(reference));
    }
}
