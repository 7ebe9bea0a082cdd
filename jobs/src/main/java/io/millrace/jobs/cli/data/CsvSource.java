package io.millrace.jobs.cli.data;

import io.millrace.schemas.problem.DataFileError;
import io.millrace.schemas.problem.Place;
import io.millrace.schemas.problem.Problems;
import io.millrace.schemas.serde.csv.CsvRows;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** CSV with a header: its cells say by their texts alone what they hold. */
final class CsvSource implements RowSource {

    @Override
    public void read(Reader text, String file, Sink sink, Problems problems) throws IOException {
        CsvRows rows = new CsvRows(text, file, ',');
        try {
            if (!rows.hasNext()) {
                throw DataFile.unreadable(file, "it is empty; its first line names the columns");
            }
            List<Integer> columns = header(rows, sink, problems);
            while (rows.hasNext()) {
                row(rows, columns, sink, problems);
            }
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof CharacterCodingException notUtf8) {
                throw notUtf8;
            }
            problems.add(
                    DataFileError.UNREADABLE_FILE.at(
                            new Place(file, rows.line(), 1),
                            1,
                            "the row can't be read: " + e.getMessage(),
                            "a text with a comma or a quotation mark stands in quotation marks,"
                                    + " and those inside it are doubled"));
        }
    }

    private static List<Integer> header(CsvRows rows, Sink sink, Problems problems) {
        List<Integer> columns = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (String cell : rows.next()) {
            String name = cell.strip();
            if (name.isEmpty() || !names.add(name)) {
                problems.add(
                        DataFileError.REPEATED_COLUMN.at(
                                rows.place(columns.size()),
                                name.length(),
                                name.isEmpty()
                                        ? "column " + (columns.size() + 1) + " has no name"
                                        : "column \"" + name + "\" is there twice"));
            }
            columns.add(sink.column(name, rows.place(columns.size())));
        }
        return columns;
    }

    private static void row(CsvRows rows, List<Integer> columns, Sink sink, Problems problems) {
        List<String> cells = rows.next();
        if (cells.size() != columns.size()) {
            problems.add(
                    DataFileError.WRONG_CELL_COUNT.at(
                            rows.place(Math.min(cells.size(), columns.size()) - 1),
                            1,
                            "the row has " + cells.size() + " cells",
                            "the header has " + columns.size()));
            return;
        }
        for (int i = 0; i < cells.size(); i++) {
            int cell = i;
            sink.value(columns.get(i), ColumnKind.EMPTY, cells.get(i), () -> rows.place(cell));
        }
        sink.endOfRow();
    }
}
