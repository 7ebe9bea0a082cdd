package io.millrace.jobs.cli.backfill;

import io.millrace.schemas.problem.ProblemsException;
import io.millrace.schemas.serde.csv.CsvOptions;
import io.millrace.schemas.serde.csv.CsvRecords;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/** CSV: the header names fields of the source's schema. */
final class CsvReader implements RowReader {
    private final CsvRecords records;

    CsvReader(Path file, Schema schema, CsvOptions options) {
        records = CsvRecords.open(file, schema, options);
    }

    @Override
    public @Nullable InputRow next() {
        if (!records.hasNext()) {
            return null;
        }
        try {
            GenericRecord record = records.next();
            return InputRow.of(records.line(), record);
        } catch (ProblemsException e) {
            return InputRow.bad(records.line(), e.problems());
        }
    }

    @Override
    public void close() {
        records.close();
    }
}
