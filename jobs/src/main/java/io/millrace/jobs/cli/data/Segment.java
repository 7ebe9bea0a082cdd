package io.millrace.jobs.cli.data;

import io.millrace.schemas.problem.DataFileError;
import io.millrace.schemas.problem.Place;
import io.millrace.schemas.problem.ProblemsException;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** The rows of both files that have the same value in a column. */
@SuppressWarnings("ArrayRecordComponent") // large, and never compared
record Segment(String name, int[] referenceRows, int[] currentRows) {
    /** A column of more values is hardly one to divide rows by. */
    private static final int MOST = 200;

    static List<Segment> of(@Nullable DataFile reference, DataFile current, @Nullable String by) {
        if (by == null || reference == null) {
            int[] then = reference == null ? new int[0] : Columns.all(reference.rows());
            return List.of(new Segment("", then, Columns.all(current.rows())));
        }
        TreeMap<String, IntStream.Builder> then = rows(reference, by);
        TreeMap<String, IntStream.Builder> now = rows(current, by);
        TreeMap<String, Segment> segments = new TreeMap<>();
        SortedSet<String> names = new TreeSet<>(then.keySet());
        names.addAll(now.keySet());
        names.forEach(
                name -> segments.put(name, new Segment(name, rows(then, name), rows(now, name))));
        if (segments.size() > MOST) {
            throw new ProblemsException(
                    List.of(
                            DataFileError.UNKNOWN_COLUMN.at(
                                    new Place(current.name(), 1, 1),
                                    1,
                                    "\"" + by + "\" has " + segments.size() + " values",
                                    "a column to divide rows by has up to " + MOST)));
        }
        return List.copyOf(segments.values());
    }

    private static int[] rows(Map<String, IntStream.Builder> byName, String name) {
        IntStream.Builder rows = byName.get(name);
        return rows == null ? new int[0] : rows.build().toArray();
    }

    private static TreeMap<String, IntStream.Builder> rows(DataFile file, String by) {
        DataColumn column = file.column(by);
        TreeMap<String, IntStream.Builder> rows = new TreeMap<>();
        for (int row = 0; row < column.rows(); row++) {
            String name = column.isNull(row) ? "null" : value(column, row);
            rows.computeIfAbsent(name, any -> IntStream.builder()).add(row);
        }
        return rows;
    }

    private static String value(DataColumn column, int row) {
        return column.isNumeric()
                ? String.valueOf(column.numbers()[row])
                : column.levels().get(column.codes()[row]);
    }
}
