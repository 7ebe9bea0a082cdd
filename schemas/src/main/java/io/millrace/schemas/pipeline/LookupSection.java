package io.millrace.schemas.pipeline;

import io.millrace.schemas.pipeline.yaml.Durations;
import io.millrace.schemas.pipeline.yaml.Found;
import io.millrace.schemas.pipeline.yaml.Key;
import io.millrace.schemas.pipeline.yaml.ListKind;
import io.millrace.schemas.pipeline.yaml.Section;
import io.millrace.schemas.pipeline.yaml.Value;
import io.millrace.schemas.problem.PipelineFileError;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An entry of {@code features} with {@code latest}. */
final class LookupSection implements FeatureKind.Form {
    private final NoteKeys notes = new NoteKeys();
    private final Names sources;
    private final Key<Text> entity;
    private final Key<Text> from;
    private final Key<Text> where =
            Key.optional(
                    "where",
                    TextKind.EXPRESSION,
                    "all records",
                    "a condition over the record's fields: others are as if they weren't there");
    private final Key<List<Text>> latest =
            Key.required(
                    "latest",
                    new ListKind<>("a list of fields", TextKind.FIELD, Text::value),
                    "fields of the newest record at or before the event");
    private final Key<Duration> maxAge =
            Key.optional(
                    "max_age",
                    Durations.aboveZero(),
                    "any age",
                    "how much older than the event the record may be; if it's older, there's none");
    private final Key<Text> suffix =
            Key.optional(
                    "suffix", TextKind.NAME, "none", "the end of the features' names, behind a _");
    private final Section section;

    LookupSection(Names entities, Names sources) {
        this.sources = sources;
        entity =
                Key.required(
                        "entity",
                        new ReferenceKind("an entity", entities, PipelineFileError.UNKNOWN_ENTITY),
                        "whose record is looked up: a name of `entities`");
        from =
                Key.required(
                        "from",
                        new ReferenceKind("a source", sources, PipelineFileError.UNKNOWN_SOURCE),
                        "the slowly changing source: a name of `sources`, not the first");
        section =
                new Section(
                        "features: latest",
                        notes.after(List.of(entity, from, where, latest, maxAge, suffix)),
                        Set.of());
    }

    @Override
    public Section section() {
        return section;
    }

    @Override
    public String key() {
        return latest.name();
    }

    @Override
    public Optional<NoteKeys.Noted> read(Value value) {
        return section.read(value)
                .filter(Found::complete)
                .filter(this::isOfAnotherSource)
                .map(
                        found ->
                                notes.noted(
                                        new Feature.Lookup(
                                                found.get(entity),
                                                found.get(from),
                                                found.find(where),
                                                found.get(latest),
                                                found.find(maxAge),
                                                found.find(suffix)),
                                        found));
    }

    /** An event would look up itself. */
    private boolean isOfAnotherSource(Found found) {
        String name = found.get(from).value();
        boolean isFirst = sources.inOrder().stream().findFirst().filter(name::equals).isPresent();
        if (isFirst) {
            found.section()
                    .reading()
                    .report(
                            PipelineFileError.KEYS_DISAGREE,
                            found.written(from).orElseThrow().home(),
                            "latest looks up another source, and " + name + " is the first",
                            "of its own earlier events: aggregate: {field: [last]}, windows: [last 1]");
        }
        return !isFirst;
    }
}
