package io.millrace.jobs.examples.cardfraud;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A line of a story, for people and for programs.
 *
 * @param kind what it tells, such as alert or promotion
 * @param text for people
 * @param facts for programs, in their order; text, numbers and truth values
 */
public record StoryLine(String kind, String text, Map<String, Object> facts) {

    public StoryLine {
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }
}
