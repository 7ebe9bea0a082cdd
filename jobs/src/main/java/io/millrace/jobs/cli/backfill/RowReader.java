package io.millrace.jobs.cli.backfill;

import io.millrace.jobs.cli.data.DataFile;
import io.millrace.jobs.cli.trial.EventMaker;
import io.millrace.jobs.pipeline.SourceSchema;
import io.millrace.schemas.serde.csv.CsvOptions;

import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Reads a file's rows in their order. After a bad one the next ones can still be read. */
interface RowReader extends Closeable {

    /** The next row; null at the end. */
    @Nullable InputRow next() throws IOException;

    /**
     * Opens a file; its format is by its ending.
     *
     * @param file as the user named it: that's how messages name it
     * @throws io.millrace.schemas.problem.ProblemsException if nothing of it can be read
     */
    static RowReader open(Path file, SourceSchema schema, EventMaker maker, CsvOptions options)
            throws IOException {
        return open(file, schema.schema(), new RowValues(schema.schema(), maker, options), options);
    }

    /** Opens a file of rows of a schema. */
    static RowReader open(Path file, Schema schema, RowValues values, CsvOptions options)
            throws IOException {
        String name = file.toString();
        String lower = name.toLowerCase(Locale.ROOT);
        if (!Files.isRegularFile(file)) {
            throw DataFile.unreadable(name, "there is no such file");
        }
        if (lower.endsWith(".csv")) {
            return new CsvReader(file, schema, options);
        }
        if (lower.endsWith(".jsonl") || lower.endsWith(".ndjson") || lower.endsWith(".json")) {
            return new JsonReader(file, values);
        }
        if (lower.endsWith(".parquet")) {
            return new ParquetRows(file, values);
        }
        if (lower.endsWith(".avro")) {
            return new AvroReader(file);
        }
        throw DataFile.unreadable(
                name, "its ending is none of .csv, .jsonl, .ndjson, .json, .parquet and .avro");
    }
}
