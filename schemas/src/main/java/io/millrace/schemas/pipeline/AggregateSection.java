package io.millrace.schemas.pipeline;

import io.millrace.schemas.pipeline.yaml.Durations;
import io.millrace.schemas.pipeline.yaml.Found;
import io.millrace.schemas.pipeline.yaml.Key;
import io.millrace.schemas.pipeline.yaml.ListKind;
import io.millrace.schemas.pipeline.yaml.Rejected;
import io.millrace.schemas.pipeline.yaml.Scalar;
import io.millrace.schemas.pipeline.yaml.ScalarKind;
import io.millrace.schemas.pipeline.yaml.Section;
import io.millrace.schemas.pipeline.yaml.Value;
import io.millrace.schemas.problem.PipelineFileError;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An entry of {@code features} with {@code aggregate}. */
final class AggregateSection implements FeatureKind.Form {
    private static final ListKind<Text> FUNCTIONS =
            new ListKind<>(
                    "a list of functions such as [count, mean]", TextKind.FUNCTION, Text::value);
    private static final NamedKind<Feature.Column> COLUMNS =
            new NamedKind<>(
                    "a map from a field to functions, such as {amount: [count, mean]}",
                    TextKind.FIELD,
                    (field, value) ->
                            FUNCTIONS.read(value).map(all -> new Feature.Column(field, all)));

    private final Names sources;
    private final Key<Text> entity;
    private final Key<Text> from;
    private final Key<Text> where =
            Key.optional(
                    "where",
                    TextKind.EXPRESSION,
                    "all events",
                    "a condition over the event's fields: only events that meet it count");
    private final Key<List<Feature.Column>> aggregate =
            Key.required(
                    "aggregate", COLUMNS, "fields with the functions to compute over each window");
    private final Key<List<Feature.Window>> windows =
            Key.required(
                    "windows",
                    new ListKind<>(
                            "a list of durations such as [1h, 7d]",
                            new WindowKind(),
                            Feature.Window::length),
                    "lengths of the sliding windows `[t - length, t)`, in event time");
    private final Section section;

    AggregateSection(Names entities, Names sources) {
        this.sources = sources;
        entity =
                Key.required(
                        "entity",
                        new ReferenceKind("an entity", entities, PipelineFileError.UNKNOWN_ENTITY),
                        "what the feature is about: a name of `entities`");
        from =
                Key.optional(
                        "from",
                        new ReferenceKind("a source", sources, PipelineFileError.UNKNOWN_SOURCE),
                        "the first source",
                        "whose events are aggregated: a name of `sources`");
        section =
                new Section(
                        "features: aggregate",
                        List.of(entity, from, where, aggregate, windows),
                        Set.of("edge", "precision", "delay", "default", "by"));
    }

    @Override
    public Section section() {
        return section;
    }

    @Override
    public String key() {
        return aggregate.name();
    }

    @Override
    public Optional<Feature> read(Value value) {
        return section.read(value).filter(Found::complete).map(this::feature);
    }

    private Feature feature(Found found) {
        Text source =
                found.find(from)
                        .orElseGet(
                                () ->
                                        new Text(
                                                sources.inOrder().stream().findFirst().orElse(""),
                                                found.section().home().place()));
        return new Feature.Aggregate(
                found.get(entity),
                source,
                found.find(where),
                found.get(aggregate),
                found.get(windows));
    }

    private static final class WindowKind implements ScalarKind<Feature.Window> {
        private final ScalarKind<Duration> duration = Durations.aboveZero();

        @Override
        public String expected() {
            return duration.expected();
        }

        @Override
        public Feature.Window parse(Scalar scalar) throws Rejected {
            Duration length = duration.parse(scalar);
            return new Feature.Window(new Text(scalar.text(), scalar.place()), length);
        }
    }
}
