package io.millrace.schemas.pipeline;

import io.millrace.schemas.pipeline.yaml.Found;
import io.millrace.schemas.pipeline.yaml.Key;
import io.millrace.schemas.pipeline.yaml.ListKind;
import io.millrace.schemas.pipeline.yaml.Section;
import io.millrace.schemas.pipeline.yaml.Value;
import io.millrace.schemas.problem.PipelineFileError;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An entry of {@code features} with {@code aggregate}. */
final class AggregateSection implements FeatureKind.Form {
    private final NoteKeys notes = new NoteKeys();
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
                            "a list of windows such as [1h, 7d, last 48]",
                            new WindowKind(),
                            window ->
                                    List.of(
                                            window.shape(),
                                            window.length(),
                                            window.step(),
                                            window.events())),
                    "which events, in event time: a duration is a sliding window `[t - length, t)`");
    private final OptionKeys options = new OptionKeys();
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
                        notes.after(
                                options.after(List.of(entity, from, where, aggregate, windows))),
                        Set.of());
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
    public Optional<NoteKeys.Noted> read(Value value) {
        return section.read(value).filter(Found::complete).flatMap(this::feature);
    }

    private Optional<NoteKeys.Noted> feature(Found found) {
        Text source =
                found.find(from)
                        .orElseGet(
                                () ->
                                        new Text(
                                                sources.inOrder().stream().findFirst().orElse(""),
                                                found.section().home().place()));
        return options.read(found, found.get(aggregate), found.get(windows))
                .map(
                        read ->
                                notes.noted(
                                        new Feature.Aggregate(
                                                found.get(entity),
                                                source,
                                                found.find(where),
                                                found.get(aggregate),
                                                found.get(windows),
                                                read),
                                        found));
    }
}
