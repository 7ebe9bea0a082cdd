package io.millrace.schemas.serde.csv;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How a CSV file is to be read.
 *
 * @param delimiter between cells
 * @param ignored columns that are in the file and not wanted
 * @param time makes up event times, for files without
 * @param meanings what cells stand for: by column, the text that is read instead of a cell's own
 * @param idField a field that gets the number of the row, from 1, for files without ids
 */
public record CsvOptions(
        char delimiter,
        Set<String> ignored,
        Map<String, Map<String, String>> meanings,
        Optional<GeneratedTime> time,
        Optional<String> idField) {
    /** Commas, every column wanted, nothing made up. */
    public static final CsvOptions DEFAULT =
            new CsvOptions(',', Set.of(), Map.of(), Optional.empty(), Optional.empty());

    /**
     * Row n, counted from 1, is at {@code start + (n - 1) * step}.
     *
     * @param field a timestamp, or a long that gets epoch milliseconds
     * @param step not negative
     */
    public record GeneratedTime(String field, Instant start, Duration step) {
        public GeneratedTime {
            if (step.isNegative()) {
                throw new IllegalArgumentException(
                        "the step between rows is " + step + "; it can't be negative");
            }
        }

        Instant of(long row) {
            return start.plus(step.multipliedBy(row - 1));
        }
    }

    public CsvOptions {
        ignored = Set.copyOf(ignored);
        meanings =
                meanings.entrySet().stream()
                        .collect(
                                Collectors.toUnmodifiableMap(
                                        Map.Entry::getKey,
                                        column -> Map.copyOf(column.getValue())));
    }

    public CsvOptions withDelimiter(char other) {
        return new CsvOptions(other, ignored, meanings, time, idField);
    }

    public CsvOptions ignoring(Set<String> columns) {
        return new CsvOptions(delimiter, columns, meanings, time, idField);
    }

    public CsvOptions withMeanings(Map<String, Map<String, String>> byColumn) {
        return new CsvOptions(delimiter, ignored, byColumn, time, idField);
    }

    public CsvOptions withTime(GeneratedTime generated) {
        return new CsvOptions(delimiter, ignored, meanings, Optional.of(generated), idField);
    }

    public CsvOptions withRowNumberAs(String field) {
        return new CsvOptions(delimiter, ignored, meanings, time, Optional.of(field));
    }

    /** The text to read for a cell: what it stands for, or its own. */
    String meaning(String column, String cell) {
        return meanings.getOrDefault(column, Map.of()).getOrDefault(cell.strip(), cell);
    }

    /** Whether a field's value is made up and not read. */
    boolean generates(String field) {
        return idField.filter(field::equals).isPresent()
                || time.filter(generated -> generated.field().equals(field)).isPresent();
    }
}
