package io.millrace.schemas.pipeline;

import java.util.List;
import java.util.Optional;

/**
 * What a feature's people say of it; it changes no value.
 *
 * @param owner who answers for it, such as a team
 * @param description what it's for, in their words
 * @param tags to find it by, each once
 */
public record FeatureNote(Optional<Text> owner, Optional<Text> description, List<Text> tags) {
    /** Nothing said. */
    public static final FeatureNote NONE =
            new FeatureNote(Optional.empty(), Optional.empty(), List.of());

    public FeatureNote {
        tags = List.copyOf(tags);
    }

    FeatureNote ownedBy(Optional<Text> other) {
        return owner.isPresent() ? this : new FeatureNote(other, description, tags);
    }
}
