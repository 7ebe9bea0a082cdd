package io.millrace.jobs.cli.backfill;

import io.millrace.schemas.event.RowType;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** A file of rows that's being written. */
interface RowFile extends Closeable {

    /**
     * @param values as {@link OutputColumns#values} gives them
     */
    void write(@Nullable Object[] values) throws IOException;

    static RowFile create(FileFormat format, Path file, RowType columns) throws IOException {
        return switch (format) {
            case PARQUET -> new ParquetFile(file, columns);
            case CSV -> new CsvFile(file, columns);
            case JSONL -> new JsonLinesFile(file, columns);
        };
    }
}
