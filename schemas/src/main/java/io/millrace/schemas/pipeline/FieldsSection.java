package io.millrace.schemas.pipeline;

import io.millrace.schemas.pipeline.yaml.Found;
import io.millrace.schemas.pipeline.yaml.Key;
import io.millrace.schemas.pipeline.yaml.ListKind;
import io.millrace.schemas.pipeline.yaml.Section;
import io.millrace.schemas.pipeline.yaml.Value;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An entry of {@code features} with {@code fields}. */
final class FieldsSection implements FeatureKind.Form {
    private final NoteKeys notes = new NoteKeys();
    private final Key<List<Text>> fields =
            Key.required(
                    "fields",
                    new ListKind<>("a list of fields", TextKind.FIELD, Text::value),
                    "fields of the first source that are features as they are");
    private final Section section =
            new Section("features: fields", notes.after(List.of(fields)), Set.of());

    @Override
    public Section section() {
        return section;
    }

    @Override
    public String key() {
        return fields.name();
    }

    @Override
    public Optional<NoteKeys.Noted> read(Value value) {
        return section.read(value)
                .filter(Found::complete)
                .map(found -> notes.noted(new Feature.Fields(found.get(fields)), found));
    }
}
