package io.millrace.schemas.problem;

import java.io.Serializable;

/**
 * Where something stands in a text file.
 *
 * @param file the file as the user named it
 * @param line from 1
 * @param column from 1, counted in characters
 */
public record Place(String file, int line, int column) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** A place a number of characters further on in the same line. */
    public Place plusColumns(int columns) {
        return new Place(file, line, column + columns);
    }

    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
