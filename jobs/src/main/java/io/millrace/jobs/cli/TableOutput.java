package io.millrace.jobs.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;

/** Writes a {@link Table} in each {@link Format}. */
final class TableOutput {
    /** Of the JSON documents. Raise it when a field changes its meaning or goes away. */
    static final int SCHEMA_VERSION = 1;

    private static final String GAP = "  ";

    private TableOutput() {}

    static void write(Table table, Format format, PrintWriter out) {
        switch (format) {
            case TABLE -> aligned(table, out);
            case JSON -> out.println(Json.pretty(document(table)));
            case JSONL -> table.rows().forEach(row -> out.println(Json.line(table.object(row))));
            case CSV -> csv(table, out);
        }
        out.flush();
    }

    /** All rows in one object, with its schema's version. */
    static ObjectNode document(Table table) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("schemaVersion", SCHEMA_VERSION);
        ArrayNode rows = document.putArray(table.name());
        table.rows().forEach(row -> rows.add(table.object(row)));
        return document;
    }

    private static void csv(Table table, PrintWriter out) {
        try {
            CSVPrinter printer = new CSVPrinter(out, CSVFormat.RFC4180);
            printer.printRecord(table.columns());
            for (List<@Nullable Object> row : table.rows()) {
                printer.printRecord(row);
            }
            printer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void aligned(Table table, PrintWriter out) {
        int[] widths = new int[table.columns().size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = heading(table.columns().get(i)).length();
            for (List<@Nullable Object> row : table.rows()) {
                widths[i] = Math.max(widths[i], cell(row.get(i)).length());
            }
        }
        StringBuilder header = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            pad(heading(table.columns().get(i)), widths[i], isNumeric(table, i), header);
        }
        out.println(header.toString().stripTrailing());
        for (List<@Nullable Object> row : table.rows()) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                pad(cell(row.get(i)), widths[i], isNumeric(table, i), line);
            }
            out.println(line.toString().stripTrailing());
        }
    }

    private static boolean isNumeric(Table table, int column) {
        return table.rows().stream()
                .map(row -> row.get(column))
                .allMatch(value -> value == null || value instanceof Number);
    }

    private static String heading(String column) {
        return column.replace('_', ' ').toUpperCase(Locale.ROOT);
    }

    private static String cell(@Nullable Object value) {
        if (value == null) {
            return "-";
        }
        if (value instanceof Double real) {
            return String.format(Locale.ROOT, "%.4f", real);
        }
        return value instanceof Number number
                ? String.format(Locale.ROOT, "%,d", number.longValue())
                : value.toString();
    }

    private static void pad(String text, int width, boolean right, StringBuilder line) {
        if (!line.isEmpty()) {
            line.append(GAP);
        }
        String blanks = " ".repeat(width - text.length());
        line.append(right ? blanks + text : text + blanks);
    }
}
