package io.millrace.schemas.pipeline;

import io.millrace.schemas.problem.Place;

/**
 * A name or an expression as the user wrote it, with its place for later messages.
 *
 * @param value the text, after substitution of variables
 * @param place of its first character
 */
public record Text(String value, Place place) {

    @Override
    public String toString() {
        return value;
    }
}
