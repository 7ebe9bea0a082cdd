package io.millrace.schemas.pipeline;

import io.millrace.schemas.pipeline.yaml.Found;
import io.millrace.schemas.pipeline.yaml.Key;
import io.millrace.schemas.pipeline.yaml.ListKind;

import java.util.ArrayList;
import java.util.List;

/** The keys of an entry of {@code features} that are for people. */
final class NoteKeys {
    private final Key<Text> owner =
            Key.optional(
                    "owner", TextKind.WORDS, "the pipeline's", "who answers for these features");
    private final Key<Text> description =
            Key.optional("description", TextKind.WORDS, "none", "what they're for");
    private final Key<List<Text>> tags =
            Key.optional(
                    "tags",
                    new ListKind<>("a list of tags such as [pii, core]", TextKind.TAG, Text::value),
                    "none",
                    "words to find them by");

    /** A form's own keys, and these after them. */
    List<Key<?>> after(List<Key<?>> keys) {
        List<Key<?>> all = new ArrayList<>(keys);
        all.addAll(List.of(owner, description, tags));
        return all;
    }

    Noted noted(Feature feature, Found found) {
        return new Noted(
                feature,
                new FeatureNote(
                        found.find(owner),
                        found.find(description),
                        found.find(tags).orElse(List.of())));
    }

    /** An entry: its features, and what's said of them. */
    record Noted(Feature feature, FeatureNote note) {}
}
