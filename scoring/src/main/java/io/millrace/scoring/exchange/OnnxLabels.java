package io.millrace.scoring.exchange;

import java.util.Arrays;
import java.util.List;

/** Names of the classes, and what's done to their scores. */
final class OnnxLabels {
    private static final int MOST_CLASSES = 1_024;

    private OnnxLabels() {}

    static List<String> of(OnnxAttributes attributes, String texts, String integers) {
        List<String> names = attributes.texts(texts);
        if (names.isEmpty()) {
            names =
                    Arrays.stream(attributes.integers(integers))
                            .mapToObj(Integer::toString)
                            .toList();
        }
        if (names.size() < 2 || names.size() > MOST_CLASSES) {
            throw new IllegalArgumentException(
                    "a classifier of "
                            + names.size()
                            + " classes; 2 to "
                            + MOST_CLASSES
                            + " are allowed");
        }
        return names;
    }

    static IllegalArgumentException unknown(String operator, String transform) {
        return new IllegalArgumentException(
                operator + " with the post_transform " + transform + " isn't known");
    }
}
