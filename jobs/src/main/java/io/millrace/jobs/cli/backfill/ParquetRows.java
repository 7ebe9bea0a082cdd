package io.millrace.jobs.cli.backfill;

import blue.strategic.parquet.Hydrator;
import blue.strategic.parquet.ParquetReader;

import io.millrace.jobs.cli.data.DataFile;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.problem.Place;
import io.millrace.schemas.problem.ProblemsException;

import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Parquet: its columns are fields of the source's schema, and those that aren't there are null. */
final class ParquetRows implements RowReader {
    private final String name;
    private final RowValues values;
    private final Map<String, Column> columns = new HashMap<>();
    private final ParquetReader<RowValues, RowValues, Optional<Column>> rows;
    private long row;

    /**
     * @param perMilli units of a timestamp in a millisecond
     */
    private record Column(String name, ValueType type, long perMilli) {}

    ParquetRows(Path file, RowValues values) {
        this.name = file.toString();
        this.values = values;
        try {
            MessageType schema =
                    ParquetReader.readMetadata(file.toFile()).getFileMetaData().getSchema();
            for (Type field : schema.getFields()) {
                ValueType type = values.type(field.getName(), new Place(name, 1, 1));
                if (type != null) {
                    columns.put(
                            field.getName(), new Column(field.getName(), type, perMilli(field)));
                }
            }
            rows = ParquetReader.spliterator(file.toFile(), new Filling(), this::column);
        } catch (ProblemsException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw DataFile.unreadable(name, "it is no Parquet: " + e.getMessage());
        }
    }

    private static long perMilli(Type field) {
        if (field.getLogicalTypeAnnotation() instanceof TimestampLogicalTypeAnnotation unit) {
            return switch (unit.getUnit()) {
                case MILLIS -> 1;
                case MICROS -> 1_000;
                case NANOS -> 1_000_000;
            };
        }
        return 1;
    }

    private Optional<Column> column(String[] path) {
        return Optional.ofNullable(columns.get(String.join(".", path)));
    }

    @Override
    public @Nullable InputRow next() {
        try {
            if (!rows.tryAdvance(filled -> {})) {
                return null;
            }
        } catch (RuntimeException e) {
            throw DataFile.unreadable(
                    name, "it is broken after row " + row + ": " + e.getMessage());
        }
        return values.finish(++row);
    }

    /** Puts a row's columns where they belong. */
    private final class Filling implements Hydrator<RowValues, RowValues, Optional<Column>> {
        @Override
        public RowValues start() {
            return values;
        }

        @Override
        public RowValues add(RowValues target, Optional<Column> column, @Nullable Object value) {
            column.ifPresent(known -> put(known, value));
            return target;
        }

        @Override
        public RowValues finish(RowValues target) {
            return target;
        }
    }

    private void put(Column column, @Nullable Object value) {
        Object typed = value == null ? null : typed(column, value);
        if (value == null || typed != null) {
            values.put(column.name(), typed);
        } else {
            int line = (int) Math.min(Integer.MAX_VALUE, row + 1);
            values.putText(
                    column.name(), column.type(), value.toString(), new Place(name, line, 1));
        }
    }

    /** Null if only the value's text may say what it is. */
    private static @Nullable Object typed(Column column, Object value) {
        return switch (column.type()) {
            case DOUBLE -> value instanceof Number number ? (Object) number.doubleValue() : null;
            case INTEGER ->
                    value instanceof Long || value instanceof Integer
                            ? (Object) ((Number) value).longValue()
                            : null;
            case TIMESTAMP ->
                    value instanceof Long time
                            ? (Object) Math.floorDiv(time, column.perMilli())
                            : null;
            case BOOLEAN -> value instanceof Boolean ? value : null;
            case STRING -> value.toString();
        };
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
