package io.millrace.jobs.cli.backfill;

import io.millrace.jobs.cli.trial.TypedText;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.QuoteMode;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * CSV (RFC 4180) with a header. Null is an empty cell, text is in quotation marks, so that empty
 * text isn't null; a number is what {@code Double.toString} says, which reads back to the same
 * bits.
 */
final class CsvFile implements RowFile {
    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180
                    .builder()
                    .setQuoteMode(QuoteMode.NON_NUMERIC)
                    .setNullString("")
                    .setRecordSeparator('\n')
                    .get();

    private final CSVPrinter printer;
    private final RowType columns;

    CsvFile(Path file, RowType columns) throws IOException {
        this.columns = columns;
        printer = new CSVPrinter(Files.newBufferedWriter(file), FORMAT);
        for (Field column : columns.fields()) {
            printer.print(column.name());
        }
        printer.println();
    }

    @Override
    public void write(@Nullable Object[] values) throws IOException {
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            boolean time = columns.field(i).type() == ValueType.TIMESTAMP;
            printer.print(time && value != null ? TypedText.time((Long) value) : value);
        }
        printer.println();
    }

    @Override
    public void close() throws IOException {
        printer.close();
    }
}
