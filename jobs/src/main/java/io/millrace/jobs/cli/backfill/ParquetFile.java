package io.millrace.jobs.cli.backfill;

import blue.strategic.parquet.ParquetWriter;
import blue.strategic.parquet.ValueWriter;

import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.RowType;

import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;

/** Parquet; times are milliseconds in UTC. */
final class ParquetFile implements RowFile {
    private final RowType columns;
    private final ParquetWriter<@Nullable Object[]> writer;

    ParquetFile(Path file, RowType columns) throws IOException {
        this.columns = columns;
        Type[] fields = columns.fields().stream().map(ParquetFile::type).toArray(Type[]::new);
        writer =
                ParquetWriter.writeFile(
                        new MessageType("features", fields), file.toFile(), this::write);
    }

    private static Type type(Field column) {
        Type.Repetition repetition =
                column.nullable() ? Type.Repetition.OPTIONAL : Type.Repetition.REQUIRED;
        return switch (column.type()) {
            case BOOLEAN ->
                    Types.primitive(PrimitiveTypeName.BOOLEAN, repetition).named(column.name());
            case INTEGER ->
                    Types.primitive(PrimitiveTypeName.INT64, repetition).named(column.name());
            case DOUBLE ->
                    Types.primitive(PrimitiveTypeName.DOUBLE, repetition).named(column.name());
            case STRING ->
                    Types.primitive(PrimitiveTypeName.BINARY, repetition)
                            .as(LogicalTypeAnnotation.stringType())
                            .named(column.name());
            case TIMESTAMP ->
                    Types.primitive(PrimitiveTypeName.INT64, repetition)
                            .as(
                                    LogicalTypeAnnotation.timestampType(
                                            true, LogicalTypeAnnotation.TimeUnit.MILLIS))
                            .named(column.name());
        };
    }

    private void write(@Nullable Object[] values, ValueWriter to) {
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            if (value != null) {
                to.write(columns.field(i).name(), value);
            }
        }
    }

    @Override
    public void write(@Nullable Object[] values) throws IOException {
        writer.write(values);
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
