package io.millrace.schemas.pipeline;

import io.millrace.schemas.pipeline.AggregateOptions.By;
import io.millrace.schemas.pipeline.AggregateOptions.Edge;
import io.millrace.schemas.pipeline.Feature.Window.Shape;
import io.millrace.schemas.pipeline.yaml.Choice;
import io.millrace.schemas.pipeline.yaml.Durations;
import io.millrace.schemas.pipeline.yaml.Found;
import io.millrace.schemas.pipeline.yaml.Key;
import io.millrace.schemas.pipeline.yaml.ListKind;
import io.millrace.schemas.pipeline.yaml.Numbers;
import io.millrace.schemas.pipeline.yaml.Span;
import io.millrace.schemas.problem.PipelineFileError;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The keys of an aggregate that may be left out, and which of them go together. */
final class OptionKeys {
    private static final ListKind<Text> VALUES =
            new ListKind<>("a list of values such as [DE, FR]", TextKind.ANY, By::namePart);

    private final Key<Edge> edge =
            Key.withDefault(
                    "edge",
                    Choice.of(Edge.values(), '-'),
                    "prior",
                    "`prior` `[t - w, t)`, `current` `(t - w, t]` or `closed` `[t - w, t]`: whether"
                            + " the event itself and others of its millisecond count");
    private final Key<Duration> delay =
            Key.withDefault(
                    "delay", Durations.fromZero(), "0s", "shifts the windows into the past");
    private final Key<Duration> precision =
            Key.optional(
                    "precision",
                    Durations.aboveZero(),
                    "exact to the millisecond",
                    "sliding windows start at a multiple of this, up to so much earlier");
    private final Key<Text> substitute =
            Key.optional("default", TextKind.ANY, "null", "the value in place of null, such as 0");
    private final Key<List<By>> by =
            Key.optional(
                    "by",
                    new NamedKind<>(
                            "a map from a field to values, such as {country: [DE, FR]}",
                            TextKind.FIELD,
                            (field, value) -> VALUES.read(value).map(v -> new By(field, v))),
                    "one feature for all",
                    "a feature for each of these values of the field, and one for all others"
                            + " (`other`); events without a value are in none");
    private final Key<Text> outOf =
            Key.optional(
                    "out_of",
                    TextKind.EXPRESSION,
                    "all events",
                    "`ratio` only: events that meet `where`, divided by those that meet this");
    private final Key<List<Double>> bounds =
            Key.optional(
                    "bounds",
                    new ListKind<>(
                            "a list of ascending numbers such as [10, 100]",
                            Numbers.real(-Double.MAX_VALUE, Double.MAX_VALUE, "a number"),
                            number -> number),
                    "no histogram",
                    "`histogram` only: its cells are below the first, between two (the lower one"
                            + " is included), and from the last on");
    private final Key<Text> suffix =
            Key.optional(
                    "suffix", TextKind.NAME, "none", "the end of the features' names, behind a _");

    List<Key<?>> after(List<Key<?>> first) {
        List<Key<?>> keys = new ArrayList<>(first);
        keys.addAll(List.of(edge, delay, precision, substitute, by, outOf, bounds, suffix));
        return keys;
    }

    /** The options; empty after a report that they don't go together. */
    Optional<AggregateOptions> read(
            Found found, List<Feature.Column> columns, List<Feature.Window> windows) {
        boolean good = needs(found, precision, has(windows, Shape.SLIDING), "a sliding window");
        good &= needs(found, outOf, uses(columns, "ratio"), "the function ratio");
        good &= needs(found, bounds, uses(columns, Feature.HISTOGRAM), "the function histogram");
        if (uses(columns, Feature.HISTOGRAM) && found.find(bounds).isEmpty()) {
            report(found, found.section().home(), "histogram needs bounds");
            good = false;
        }
        if (found.find(edge).orElse(Edge.PRIOR) != Edge.PRIOR
                && windows.stream().allMatch(window -> window.shape() == Shape.HOPPING)) {
            report(found, written(found, edge), "a hopping window is over before its event");
            good = false;
        }
        good &= ascending(found) && isOneField(found);
        return good ? Optional.of(options(found)) : Optional.empty();
    }

    private AggregateOptions options(Found found) {
        return new AggregateOptions(
                found.get(edge),
                found.get(delay),
                found.find(precision),
                found.find(substitute),
                found.find(by).map(all -> all.get(0)),
                found.find(outOf),
                found.find(bounds).orElse(List.of()),
                found.find(suffix));
    }

    private static boolean has(List<Feature.Window> windows, Shape shape) {
        return windows.stream().anyMatch(window -> window.shape() == shape);
    }

    private static boolean uses(List<Feature.Column> columns, String function) {
        return columns.stream()
                .flatMap(column -> column.functions().stream())
                .anyMatch(text -> text.value().equals(function));
    }

    private static boolean needs(Found found, Key<?> key, boolean isThere, String what) {
        if (found.written(key).isEmpty() || isThere) {
            return true;
        }
        report(found, written(found, key), key.name() + " means nothing without " + what);
        return false;
    }

    private boolean ascending(Found found) {
        List<Double> numbers = found.find(bounds).orElse(List.of());
        for (int i = 1; i < numbers.size(); i++) {
            if (numbers.get(i - 1) >= numbers.get(i)) {
                found.section()
                        .reading()
                        .report(
                                PipelineFileError.BOUNDS_REVERSED,
                                written(found, bounds),
                                "bounds aren't ascending: "
                                        + numbers.get(i - 1)
                                        + " comes before "
                                        + numbers.get(i));
                return false;
            }
        }
        return true;
    }

    private boolean isOneField(Found found) {
        if (found.find(by).map(List::size).orElse(1) == 1) {
            return true;
        }
        report(found, written(found, by), "by has several fields; it takes one");
        return false;
    }

    private static Span written(Found found, Key<?> key) {
        return found.written(key).orElseThrow().home();
    }

    private static void report(Found found, Span span, String message) {
        found.section().reading().report(PipelineFileError.KEYS_DISAGREE, span, message);
    }
}
