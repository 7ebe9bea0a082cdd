package io.millrace.schemas.pipeline;

import io.millrace.schemas.pipeline.yaml.Durations;
import io.millrace.schemas.pipeline.yaml.Found;
import io.millrace.schemas.pipeline.yaml.Key;
import io.millrace.schemas.pipeline.yaml.Kind;
import io.millrace.schemas.pipeline.yaml.ListKind;
import io.millrace.schemas.pipeline.yaml.Section;
import io.millrace.schemas.pipeline.yaml.Value;
import io.millrace.schemas.problem.PipelineFileError;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An entry of {@code expect}: a field and one or more rules for it. */
final class ExpectationSection implements Kind<List<Expectation>> {
    private static final String NO_CHECK = "no check";

    private final Key<Text> field =
            Key.required("field", TextKind.FIELD, "the field that's checked");
    private final Key<Boolean> notNull =
            Key.optional("not_null", new TrueKind(), NO_CHECK, "the value is there");
    private final Key<BetweenKind.Bounds> between =
            Key.optional(
                    "between",
                    new BetweenKind(),
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
    private final Key<Duration> notInFuture =
            Key.optional(
                    "not_in_future",
                    Durations.fromZero(),
                    NO_CHECK,
                    "a timestamp at most this much after the record's own Kafka timestamp; null"
                            + " passes");
    private final List<Key<?>> rules = List.of(notNull, between, oneOf, matches, notInFuture);

    final Section section =
            new Section(
                    "sources.<name>.expect",
                    List.of(field, notNull, between, oneOf, matches, notInFuture),
                    Set.of());

    @Override
    public String expected() {
        return "an expectation such as {field: amount, not_null: true}";
    }

    @Override
    public Optional<List<Expectation>> read(Value value) {
        Optional<Found> found = section.read(value);
        found.ifPresent(this::checkHasRule);
        return found.filter(Found::complete).map(this::expectations).filter(e -> !e.isEmpty());
    }

    private void checkHasRule(Found found) {
        // A key that isn't known was reported, and was most likely meant to be the rule.
        boolean none = rules.stream().noneMatch(rule -> found.written(rule).isPresent());
        if (none && !found.hasUnknownKeys()) {
            List<String> names = rules.stream().map(Key::name).toList();
            found.section()
                    .reading()
                    .report(
                            PipelineFileError.KEYS_DISAGREE,
                            found.section().home(),
                            "an expectation without a rule",
                            "it needs one of: " + String.join(", ", names));
        }
    }

    private List<Expectation> expectations(Found found) {
        Text name = found.get(field);
        List<Expectation> all = new ArrayList<>();
        found.find(notNull).ifPresent(yes -> all.add(new Expectation.NotNull(name)));
        found.find(between)
                .ifPresent(b -> all.add(new Expectation.Between(name, b.low(), b.high())));
        found.find(oneOf)
                .map(texts -> texts.stream().map(Text::value).toList())
                .ifPresent(values -> all.add(new Expectation.OneOf(name, values)));
        found.find(matches).ifPresent(p -> all.add(new Expectation.Matches(name, p)));
        found.find(notInFuture).ifPresent(d -> all.add(new Expectation.NotInFuture(name, d)));
        return all;
    }
}
