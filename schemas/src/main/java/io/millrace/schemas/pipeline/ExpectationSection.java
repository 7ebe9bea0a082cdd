package io.millrace.schemas.pipeline;

import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.pipeline.yaml.Durations;
import io.millrace.schemas.pipeline.yaml.Found;
import io.millrace.schemas.pipeline.yaml.Key;
import io.millrace.schemas.pipeline.yaml.Kind;
import io.millrace.schemas.pipeline.yaml.ListKind;
import io.millrace.schemas.pipeline.yaml.Numbers;
import io.millrace.schemas.pipeline.yaml.Section;
import io.millrace.schemas.pipeline.yaml.Span;
import io.millrace.schemas.pipeline.yaml.Value;
import io.millrace.schemas.problem.Place;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An entry of {@code expect}: one or more rules, mostly for one field, with their consequence. */
final class ExpectationSection implements Kind<List<Rule>> {
    private static final String NO_CHECK = "no check";
    private static final long LONGEST_TEXT = 1L << 24;
    private static final long MOST_EVENTS = 1_000_000_000_000L;

    final Key<Text> field =
            Key.optional(
                    "field",
                    TextKind.FIELD,
                    "none",
                    "the field that's checked; every rule but `that` and `volume` needs it");
    final Key<Boolean> notNull =
            Key.optional("not_null", new TrueKind(), NO_CHECK, "the value is there");
    private final Key<ValueType> type =
            Key.optional(
                    "type",
                    TypeKind.choice(),
                    NO_CHECK,
                    "text that can be read as this type (a timestamp as in ISO 8601), or a number"
                            + " that's whole; null passes");
    private final Key<BetweenKind.Bounds> between =
            Key.optional(
                    "between",
                    BetweenKind.numbers(),
                    NO_CHECK,
                    "a number within the bounds, both included; null passes");
    private final Key<List<Text>> oneOf =
            Key.optional(
                    "one_of",
                    new ListKind<>("a list of texts", TextKind.ANY, Text::value),
                    NO_CHECK,
                    "text that's in the list; null passes");
    private final Key<Text> matches =
            Key.optional(
                    "matches",
                    new PatternKind(),
                    NO_CHECK,
                    "text that the pattern matches as a whole; null passes");
    private final Key<BetweenKind.Bounds> length =
            Key.optional(
                    "length",
                    BetweenKind.counts(LONGEST_TEXT),
                    NO_CHECK,
                    "text of so many characters, both bounds included; null passes");
    private final Key<Duration> notInFuture =
            Key.optional(
                    "not_in_future",
                    Durations.fromZero(),
                    NO_CHECK,
                    "a timestamp at most this much after the record's own Kafka timestamp; null"
                            + " passes");
    private final Key<Duration> freshWithin =
            Key.optional(
                    "fresh_within",
                    Durations.fromZero(),
                    NO_CHECK,
                    "a timestamp at most this much before the record's own Kafka timestamp; null"
                            + " passes");
    final Key<Text> that =
            Key.optional(
                    "that",
                    TextKind.EXPRESSION,
                    NO_CHECK,
                    "a condition over the event's fields, such as `amount <= limit`; one without a"
                            + " value passes");
    final Key<Double> nullShare =
            Key.optional(
                    "null_share",
                    Numbers.share(),
                    NO_CHECK,
                    "at most this share of a window's events have no value");
    final Key<BetweenKind.Bounds> volume =
            Key.optional(
                    "volume",
                    BetweenKind.counts(MOST_EVENTS),
                    NO_CHECK,
                    "so many events in a window, both bounds included");
    final Key<Duration> window =
            Key.optional(
                    "window",
                    Durations.aboveZero(),
                    "`monitor.window`",
                    "the window of `null_share` and `volume`, from midnight UTC of 1970-01-01 on");
    final Key<Otherwise> otherwise =
            Key.optional(
                    "otherwise",
                    new OtherwiseKind(),
                    "`dead-letter`; of a window `warn`",
                    "what happens if it isn't met: the event is a dead letter; the field is null for"
                            + " all that follows; it's counted only; the job fails and stays so."
                            + " `null_share` and `volume` take `warn` or `stop`");

    final List<Key<?>> ofField =
            List.of(
                    notNull,
                    type,
                    between,
                    oneOf,
                    matches,
                    length,
                    notInFuture,
                    freshWithin,
                    nullShare);
    final List<Key<?>> ofWindow = List.of(nullShare, volume);
    final List<Key<?>> rules =
            List.of(
                    notNull,
                    type,
                    between,
                    oneOf,
                    matches,
                    length,
                    notInFuture,
                    freshWithin,
                    that,
                    nullShare,
                    volume);

    final Section section = new Section("sources.<name>.expect", keys(), Set.of());

    private List<Key<?>> keys() {
        List<Key<?>> keys = new ArrayList<>(List.of(field));
        keys.addAll(rules);
        keys.addAll(List.of(window, otherwise));
        return keys;
    }

    @Override
    public String expected() {
        return "an expectation such as {field: amount, not_null: true}";
    }

    @Override
    public Optional<List<Rule>> read(Value value) {
        Optional<Found> found = section.read(value);
        boolean fit = found.map(f -> new ExpectationChecks(this, f).fit()).orElse(false);
        return found.filter(f -> fit && f.complete()).map(this::rules).filter(r -> !r.isEmpty());
    }

    private List<Rule> rules(Found found) {
        Optional<Otherwise> chosen = found.find(otherwise);
        Span span = found.written(otherwise).map(Value::span).orElse(found.section().home());
        Place place = span.place();
        List<Rule> all = new ArrayList<>();
        for (Expectation expectation : expectations(found)) {
            Otherwise usual =
                    expectation instanceof Expectation.OfWindow
                            ? Otherwise.WARN
                            : Otherwise.DEAD_LETTER;
            all.add(new Rule(expectation, chosen.orElse(usual), place));
        }
        return all;
    }

    private List<Expectation> expectations(Found found) {
        List<Expectation> all = new ArrayList<>();
        found.find(field).ifPresent(name -> addOfField(name, found, all));
        found.find(that)
                .ifPresent(
                        condition -> all.add(new Expectation.That(found.find(field), condition)));
        found.find(volume)
                .ifPresent(
                        b ->
                                all.add(
                                        new Expectation.Volume(
                                                b.least(), b.most(), found.find(window))));
        return all;
    }

    private void addOfField(Text name, Found found, List<Expectation> all) {
        found.find(notNull).ifPresent(yes -> all.add(new Expectation.NotNull(name)));
        found.find(type).ifPresent(t -> all.add(new Expectation.Type(name, t)));
        found.find(between)
                .ifPresent(b -> all.add(new Expectation.Between(name, b.low(), b.high())));
        found.find(oneOf)
                .map(texts -> texts.stream().map(Text::value).toList())
                .ifPresent(values -> all.add(new Expectation.OneOf(name, values)));
        found.find(matches).ifPresent(p -> all.add(new Expectation.Matches(name, p)));
        found.find(length)
                .ifPresent(b -> all.add(new Expectation.Length(name, b.least(), b.most())));
        found.find(notInFuture).ifPresent(d -> all.add(new Expectation.NotInFuture(name, d)));
        found.find(freshWithin).ifPresent(d -> all.add(new Expectation.FreshWithin(name, d)));
        found.find(nullShare)
                .ifPresent(
                        most -> all.add(new Expectation.NullShare(name, most, found.find(window))));
    }
}
