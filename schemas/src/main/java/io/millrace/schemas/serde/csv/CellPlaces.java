package io.millrace.schemas.serde.csv;

import io.millrace.schemas.problem.Place;

import java.util.ArrayList;
import java.util.List;

/** Finds where the cells of a record stand in the file, from the record's text. */
final class CellPlaces {
    private CellPlaces() {}

    /**
     * @param text begins where the record before it ended
     * @param line of the text's first character
     * @param cells how many to find
     */
    static List<Place> of(CharSequence text, char delimiter, String file, int line, int cells) {
        List<Place> places = new ArrayList<>();
        int at = 0;
        while (at < text.length() && (text.charAt(at) == '\n' || text.charAt(at) == '\r')) {
            line += endsLine(text, at) ? 1 : 0;
            at++;
        }
        int column = 1;
        boolean cellStarts = true;
        boolean quoted = false;
        for (; places.size() < cells; at++) {
            char next = at < text.length() ? text.charAt(at) : delimiter;
            if (cellStarts) {
                places.add(new Place(file, line, column));
                cellStarts = false;
                quoted = next == '"';
            } else if (next == '"') {
                quoted = !quoted;
            }
            if (next == delimiter && !quoted) {
                cellStarts = true;
            }
            boolean newLine = at < text.length() && endsLine(text, at);
            line += newLine ? 1 : 0;
            column = newLine ? 1 : column + 1;
        }
        return places;
    }

    /** A line ends with a line feed, or with a carriage return that none follows. */
    private static boolean endsLine(CharSequence text, int at) {
        return text.charAt(at) == '\n'
                || (text.charAt(at) == '\r'
                        && (at + 1 == text.length() || text.charAt(at + 1) != '\n'));
    }
}
