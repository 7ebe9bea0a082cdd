package io.millrace.schemas.pipeline.yaml;

import java.util.Optional;

/** What a key takes, and how that's read. */
public interface Kind<T> {

    /** In words with an article, such as {@code a list of durations}: for messages and the page. */
    String expected();

    /** The value, or empty after a report. */
    Optional<T> read(Value value);
}
