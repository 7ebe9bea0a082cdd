package io.millrace.schemas.serde.csv;

import io.millrace.schemas.problem.Place;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * The rows of a CSV file (RFC 4180) as texts, one at a time, each cell with where it stands. Empty
 * lines are no rows; a byte order mark is left out.
 */
public final class CsvRows implements Iterator<List<String>>, AutoCloseable {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final String file;
    private final char delimiter;
    private final RememberingReader text;
    private final CSVParser parser;
    private final Iterator<CSVRecord> rows;
    private int line = 1;
    private @Nullable CSVRecord ahead;

    /**
     * @param file the name for messages
     */
    public CsvRows(Reader reader, String file, char delimiter) throws IOException {
        this.file = file;
        this.delimiter = delimiter;
        text = new RememberingReader(withoutMark(new BufferedReader(reader)));
        parser =
                CSVFormat.RFC4180
                        .builder()
                        .setDelimiter(delimiter)
                        .setIgnoreEmptyLines(true)
                        .get()
                        .parse(text);
        rows = parser.iterator();
    }

    private static Reader withoutMark(BufferedReader reader) throws IOException {
        reader.mark(1);
        if (reader.read() != BYTE_ORDER_MARK) {
            reader.reset();
        }
        return reader;
    }

    /**
     * @throws java.io.UncheckedIOException if the next row can't be read; it begins at {@link
     *     #line}
     */
    @Override
    public boolean hasNext() {
        if (ahead == null) {
            line = Math.toIntExact(parser.getCurrentLineNumber()) + 1;
            ahead = rows.hasNext() ? rows.next() : null;
        }
        return ahead != null;
    }

    @Override
    public List<String> next() {
        if (!hasNext() || ahead == null) {
            throw new NoSuchElementException("the file " + file + " has no more rows");
        }
        CSVRecord row = ahead;
        ahead = null;
        text.forgetBefore(row.getCharacterPosition());
        return row.toList();
    }

    /** Where the row begins that was asked for last, from 1. */
    public int line() {
        return line;
    }

    /** Where the first cells of the row at hand stand: valid until the next one is asked for. */
    public List<Place> places(int cells) {
        return CellPlaces.of(text.remembered(), delimiter, file, line, cells);
    }

    /** Where a cell of the row at hand stands, from 0. */
    public Place place(int cell) {
        return places(cell + 1).get(cell);
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
