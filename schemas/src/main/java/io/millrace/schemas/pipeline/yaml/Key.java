package io.millrace.schemas.pipeline.yaml;

import java.util.Optional;

/**
 * A key of a section: all that's known about it.
 *
 * @param required whether the section is wrong without it
 * @param defaultText what holds without it, as a user would write it; or words in parentheses if it
 *     depends on something else
 * @param doc what it means, for the reference page
 */
public record Key<T>(
        String name, Kind<T> kind, boolean required, Optional<String> defaultText, String doc) {

    public static <T> Key<T> required(String name, Kind<T> kind, String doc) {
        return new Key<>(name, kind, true, Optional.empty(), doc);
    }

    /** A key that may be left out; what that means is up to the section. */
    public static <T> Key<T> optional(String name, Kind<T> kind, String meaning, String doc) {
        return new Key<>(name, kind, false, Optional.of("(" + meaning + ")"), doc);
    }

    /** A key that may be left out and then has the value of a text. */
    public static <T> Key<T> withDefault(
            String name, ScalarKind<T> kind, String defaultText, String doc) {
        return new Key<>(name, kind, false, Optional.of(defaultText), doc);
    }
}
