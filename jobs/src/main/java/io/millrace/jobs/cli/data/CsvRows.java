package io.millrace.jobs.cli.data;

import io.millrace.schemas.problem.DataFileError;
import io.millrace.schemas.problem.Place;
import io.millrace.schemas.problem.Problems;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** CSV (RFC 4180) with a header: cells with the line and the column where they begin. */
final class CsvRows implements RowSource {
    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final int END = -1;

    private final char[] buffer = new char[1 << 16];
    private int at;
    private int filled;
    private int line = 1;
    private int column = 1;

    private final List<String> cells = new ArrayList<>();
    private int[] cellLines = new int[16];
    private int[] cellColumns = new int[16];

    @Override
    public void read(Reader text, String file, Sink sink, Problems problems) throws IOException {
        if (peek(text) == BYTE_ORDER_MARK) {
            at++;
        }
        List<Integer> columns = header(text, file, sink, problems);
        while (readRow(text, file, problems)) {
            if (cells.size() == 1 && cells.get(0).isEmpty() && columns.size() > 1) {
                continue; // An empty line.
            }
            if (cells.size() != columns.size()) {
                problems.add(
                        DataFileError.WRONG_CELL_COUNT.at(
                                place(file, Math.min(cells.size(), columns.size()) - 1),
                                1,
                                "the row has " + cells.size() + " cells",
                                "the header has " + columns.size()));
                continue;
            }
            for (int i = 0; i < cells.size(); i++) {
                int cell = i;
                sink.value(columns.get(i), ColumnKind.EMPTY, cells.get(i), () -> place(file, cell));
            }
            sink.endOfRow();
        }
    }

    private List<Integer> header(Reader text, String file, Sink sink, Problems problems)
            throws IOException {
        List<Integer> columns = new ArrayList<>();
        if (!readRow(text, file, problems)) {
            throw DataFile.unreadable(file, "it is empty; its first line names the columns");
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; i < cells.size(); i++) {
            String name = cells.get(i).strip();
            if (name.isEmpty() || !names.add(name)) {
                problems.add(
                        DataFileError.REPEATED_COLUMN.at(
                                place(file, i),
                                name.length(),
                                name.isEmpty()
                                        ? "column " + (i + 1) + " has no name"
                                        : "column \"" + name + "\" is there twice"));
            }
            columns.add(sink.column(name, place(file, i)));
        }
        return columns;
    }

    private Place place(String file, int cell) {
        return new Place(file, cellLines[cell], cellColumns[cell]);
    }

    /** Reads the cells of a row; false at the end of the file. */
    private boolean readRow(Reader text, String file, Problems problems) throws IOException {
        cells.clear();
        if (peek(text) == END) {
            return false;
        }
        StringBuilder cell = new StringBuilder();
        while (true) {
            begin();
            int next = peek(text) == '"' ? quoted(text, file, cell, problems) : plain(text, cell);
            cells.add(cell.toString());
            cell.setLength(0);
            if (next != ',') {
                return true;
            }
        }
    }

    private void begin() {
        if (cells.size() == cellLines.length) {
            cellLines = Arrays.copyOf(cellLines, cellLines.length * 2);
            cellColumns = Arrays.copyOf(cellColumns, cellColumns.length * 2);
        }
        cellLines[cells.size()] = line;
        cellColumns[cells.size()] = column;
    }

    /**
     * Reads up to and with the delimiter, which is the answer: a comma, a line's or the file's end.
     */
    private int plain(Reader text, StringBuilder cell) throws IOException {
        int next = next(text);
        while (next != ',' && next != '\n' && next != END) {
            if (next != '\r' || peek(text) != '\n') {
                cell.append((char) next);
            }
            next = next(text);
        }
        return next;
    }

    private int quoted(Reader text, String file, StringBuilder cell, Problems problems)
            throws IOException {
        Place start = new Place(file, line, column);
        next(text);
        while (true) {
            int next = next(text);
            if (next == END) {
                problems.add(
                        DataFileError.UNREADABLE_FILE.at(
                                start, 1, "a quotation mark is never closed"));
                return END;
            }
            if (next != '"') {
                cell.append((char) next);
            } else if (peek(text) == '"') {
                next(text);
                cell.append('"');
            } else {
                break;
            }
        }
        int next = next(text);
        if (next == '\r') {
            next = next(text);
        }
        if (next != ',' && next != '\n' && next != END) {
            problems.add(
                    DataFileError.UNREADABLE_FILE.at(
                            new Place(file, line, Math.max(1, column - 1)),
                            1,
                            "text after a closing quotation mark",
                            "a quotation mark inside a text is doubled"));
            return plain(text, cell);
        }
        return next;
    }

    private int peek(Reader text) throws IOException {
        if (at == filled) {
            at = 0;
            filled = Math.max(0, text.read(buffer));
        }
        return filled == 0 ? END : buffer[at];
    }

    private int next(Reader text) throws IOException {
        int next = peek(text);
        if (next == END) {
            return END;
        }
        at++;
        if (next == '\n') {
            line++;
            column = 1;
        } else if (!Character.isLowSurrogate((char) next)) {
            column++;
        }
        return next;
    }
}
