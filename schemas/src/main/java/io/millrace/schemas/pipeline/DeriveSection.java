package io.millrace.schemas.pipeline;

import io.millrace.schemas.pipeline.yaml.Found;
import io.millrace.schemas.pipeline.yaml.Key;
import io.millrace.schemas.pipeline.yaml.Section;
import io.millrace.schemas.pipeline.yaml.Value;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An entry of {@code features} with {@code derive}. */
final class DeriveSection implements FeatureKind.Form {
    private final NoteKeys notes = new NoteKeys();
    private final Key<Text> derive = Key.required("derive", TextKind.NAME, "the feature's name");
    private final Key<Text> as =
            Key.required(
                    "as",
                    TextKind.EXPRESSION,
                    "an expression over the event's fields and the features above it");
    private final Section section =
            new Section(
                    "features: derive", notes.after(List.of(derive, as)), Set.of("udf", "args"));

    @Override
    public Section section() {
        return section;
    }

    @Override
    public String key() {
        return derive.name();
    }

    @Override
    public Optional<NoteKeys.Noted> read(Value value) {
        return section.read(value)
                .filter(Found::complete)
                .map(
                        found ->
                                notes.noted(
                                        new Feature.Derive(found.get(derive), found.get(as)),
                                        found));
    }
}
