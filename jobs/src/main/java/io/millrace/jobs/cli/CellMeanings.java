package io.millrace.jobs.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the cells of a column stand for: {@code class:UP=1,DOWN=0}.
 *
 * @param meanings by the cell's text
 */
record CellMeanings(String column, Map<String, String> meanings) {

    CellMeanings {
        meanings = Map.copyOf(meanings);
    }

    /**
     * By column.
     *
     * @throws CommandFailure if a column is told twice
     */
    static Map<String, Map<String, String>> byColumn(List<CellMeanings> columns) {
        Map<String, Map<String, String>> all = new LinkedHashMap<>();
        for (CellMeanings one : columns) {
            if (all.put(one.column(), one.meanings()) != null) {
                throw CommandFailure.usage(
                        "--map tells twice what the column \"" + one.column() + "\" means",
                        "all of its cells go into one: --map class:UP=1,DOWN=0");
            }
        }
        return all;
    }

    static final class Converter implements ITypeConverter<CellMeanings> {
        @Override
        public CellMeanings convert(String text) {
            int colon = text.indexOf(':');
            Map<String, String> meanings = new LinkedHashMap<>();
            for (String pair : text.substring(colon + 1).split(",", -1)) {
                int equals = pair.indexOf('=');
                boolean isNew =
                        equals > 0
                                && meanings.put(
                                                pair.substring(0, equals).strip(),
                                                pair.substring(equals + 1).strip())
                                        == null;
                if (colon < 1 || !isNew) {
                    throw new TypeConversionException(
                            "\""
                                    + text
                                    + "\" doesn't say what each cell means: write COLUMN:CELL=TEXT"
                                    + " and further cells after commas, such as"
                                    + " class:UP=1,DOWN=0");
                }
            }
            return new CellMeanings(text.substring(0, colon).strip(), meanings);
        }
    }
}
