package io.millrace.jobs.cli.data;

import io.millrace.schemas.problem.DataFileError;
import io.millrace.schemas.problem.Place;
import io.millrace.schemas.problem.Problem;
import io.millrace.schemas.problem.Problems;
import io.millrace.schemas.problem.ProblemsException;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * A text file: one pass finds out what its columns hold and where its mistakes are, a second one
 * reads the columns that are wanted into memory.
 */
final class TextData implements DataFile {
    /** Of bad rows as many problems are told. */
    private static final int MOST_PROBLEMS = 20;

    private final Path file;
    private final String name;
    private final RowSource.Factory format;
    private final List<ColumnInfo> columns;
    private final int rows;
    private Map<String, DataColumn> loaded = Map.of();

    private TextData(
            Path file, String name, RowSource.Factory format, List<ColumnInfo> columns, int rows) {
        this.file = file;
        this.name = name;
        this.format = format;
        this.columns = List.copyOf(columns);
        this.rows = rows;
    }

    static TextData open(Path file, String name, RowSource.Factory format) {
        Look look = new Look();
        Problems problems = pass(file, name, format, look);
        if (problems.hasErrors()) {
            List<Problem> found = problems.inOrder();
            throw new ProblemsException(found.subList(0, Math.min(found.size(), MOST_PROBLEMS)));
        }
        if (look.rows == 0) {
            throw DataFile.unreadable(name, "it has no rows");
        }
        List<ColumnInfo> columns = look.finders.stream().map(KindFinder::found).toList();
        return new TextData(file, name, format, columns, look.rows);
    }

    private static Problems pass(
            Path file, String name, RowSource.Factory format, RowSource.Sink sink) {
        Problems problems = new Problems();
        try (Reader text = Files.newBufferedReader(file)) {
            format.create().read(text, name, sink, problems);
        } catch (MalformedInputException e) {
            problems.add(
                    DataFileError.UNREADABLE_FILE.at(
                            new Place(name, 1, 1), 1, name + " isn't UTF-8"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return problems;
    }

    /** Columns by name, in the order in which they came. */
    private abstract static class Named implements RowSource.Sink {
        private final Map<String, Integer> places = new HashMap<>();
        int rows;

        @Override
        public int column(String column, Place place) {
            Integer known = places.get(column);
            if (known != null) {
                return known;
            }
            places.put(column, places.size());
            isNew(column, place);
            return places.size() - 1;
        }

        abstract void isNew(String column, Place place);

        @Override
        public void endOfRow() {
            rows++;
        }
    }

    /** The first pass. */
    private static final class Look extends Named {
        final List<KindFinder> finders = new ArrayList<>();

        @Override
        void isNew(String column, Place place) {
            finders.add(new KindFinder(column, place));
        }

        @Override
        public void value(int column, ColumnKind kind, String text, Supplier<Place> at) {
            if (kind == ColumnKind.EMPTY) {
                finders.get(column).add(text, at);
            } else {
                finders.get(column).add(kind, text, at);
            }
        }
    }

    /** The second pass. */
    private static final class Load extends Named {
        private final Map<String, ColumnKind> wanted;
        private final int size;
        private final List<String> names = new ArrayList<>();
        private final List<ColumnLoader> loaders = new ArrayList<>();

        Load(Map<String, ColumnKind> wanted, int size) {
            this.wanted = wanted;
            this.size = size;
        }

        @Override
        void isNew(String column, Place place) {
            names.add(column);
            ColumnKind kind = wanted.getOrDefault(column, ColumnKind.OTHER);
            loaders.add(ColumnLoader.of(kind, size));
        }

        @Override
        public void value(int column, ColumnKind kind, String text, Supplier<Place> at) {
            loaders.get(column).set(rows, text);
        }

        Map<String, DataColumn> columns() {
            Map<String, DataColumn> columns = new HashMap<>();
            for (int i = 0; i < names.size(); i++) {
                if (wanted.containsKey(names.get(i))) {
                    columns.put(names.get(i), loaders.get(i).column());
                }
            }
            return columns;
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<ColumnInfo> columns() {
        return columns;
    }

    @Override
    public long rows() {
        return rows;
    }

    @Override
    public void load(Map<String, ColumnKind> kinds) {
        Load load = new Load(kinds, rows);
        pass(file, name, format, load);
        loaded = load.columns();
    }

    @Override
    public DataColumn column(String column) {
        return Objects.requireNonNull(loaded.get(column), column);
    }
}
