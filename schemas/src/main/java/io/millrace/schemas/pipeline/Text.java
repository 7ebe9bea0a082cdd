package io.millrace.schemas.pipeline;

import io.millrace.schemas.problem.Place;

import java.io.Serializable;

/**
 * A name or an expression as the user wrote it, with its place for later messages.
 *
 * @param value the text, after substitution of variables
 * @param place of its first character
 */
public record Text(String value, Place place) implements Serializable {
    private static final long serialVersionUID = 1L;

    /**
     * The place of a character of the text, for mistakes within an expression. It's exact for text
     * in one line and for blocks ({@code |}); where quotes, escapes or variables shift the columns,
     * it's near.
     *
     * @param offset from 0, in UTF-16 units of {@link #value}
     */
    public Place placeOf(int offset) {
        int lineStart = value.lastIndexOf('\n', offset - 1) + 1;
        int lines = (int) value.substring(0, lineStart).chars().filter(c -> c == '\n').count();
        int column = place.column() + value.codePointCount(lineStart, offset);
        return new Place(place.file(), place.line() + lines, column);
    }

    @Override
    public String toString() {
        return value;
    }
}
