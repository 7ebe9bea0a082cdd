package io.millrace.schemas.pipeline;

import io.millrace.schemas.problem.Place;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The names that a part of the file declares, for those that refer to them. */
final class Names {
    private final Map<String, Place> declared = new LinkedHashMap<>();
    private boolean complete = true;

    /** Declares a name; the place of an earlier declaration, if there's one. */
    Optional<Place> declare(String name, Place place) {
        return Optional.ofNullable(declared.putIfAbsent(name, place));
    }

    /** Some declarations can't be read: a name that isn't known may be one of them. */
    void incomplete() {
        complete = false;
    }

    /** Whether a name is certainly not declared. */
    boolean isUnknown(String name) {
        return complete && !declared.containsKey(name);
    }

    List<String> inOrder() {
        return List.copyOf(declared.keySet());
    }
}
