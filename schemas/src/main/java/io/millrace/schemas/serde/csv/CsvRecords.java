package io.millrace.schemas.serde.csv;

import io.millrace.schemas.problem.CsvFileError;
import io.millrace.schemas.problem.Place;
import io.millrace.schemas.problem.Problem;
import io.millrace.schemas.problem.Problems;
import io.millrace.schemas.problem.ProblemsException;
import io.millrace.schemas.serde.RowTypes;
import io.millrace.schemas.serde.TimestampUnit;
import io.millrace.schemas.serde.csv.CellReader.BadCellException;
import io.millrace.schemas.serde.csv.CsvHeader.Column;
import io.millrace.schemas.serde.csv.CsvHeader.Constant;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * The rows of a CSV file (RFC 4180, UTF-8, with a header line) as records of a schema, one at a
 * time: a file may be larger than memory.
 *
 * <p>{@link #next} throws a {@link ProblemsException} with each bad cell of its row; the rows after
 * it can still be read. Empty cells are null where the field allows it, and numbers may be
 * surrounded by spaces.
 */
public final class CsvRecords implements Iterator<GenericRecord>, AutoCloseable {
    private final String file;
    private final Schema schema;
    private final CsvOptions options;
    private final CsvRows rows;
    private final CsvHeader header;
    private long rowNumber;

    /**
     * @throws ProblemsException if the file can't be read, or its header doesn't fit the schema
     */
    public static CsvRecords open(Path file, Schema schema, CsvOptions options) {
        try {
            Reader reader = Files.newBufferedReader(file);
            try {
                return new CsvRecords(reader, file.toString(), schema, options);
            } catch (ProblemsException e) {
                reader.close();
                throw e;
            }
        } catch (IOException e) {
            throw unreadable(new Place(file.toString(), 1, 1), e);
        }
    }

    /**
     * @param file the name for messages
     */
    CsvRecords(Reader reader, String file, Schema schema, CsvOptions options) throws IOException {
        this.file = file;
        this.schema = schema;
        this.options = options;
        rows = new CsvRows(reader, file, options.delimiter());
        header = readHeader();
    }

    private CsvHeader readHeader() {
        if (!hasNext()) {
            throw new ProblemsException(
                    List.of(
                            Problem.error(
                                    CsvFileError.UNREADABLE_FILE.code(),
                                    "the file is empty",
                                    new Place(file, 1, 1),
                                    1,
                                    "its first line names the columns")));
        }
        List<String> names = rows.next().stream().map(String::strip).toList();
        return CsvHeader.of(names, rows.places(names.size()), schema, options);
    }

    @Override
    public boolean hasNext() {
        try {
            return rows.hasNext();
        } catch (UncheckedIOException e) {
            throw unreadable(new Place(file, rows.line(), 1), e);
        }
    }

    /**
     * @throws ProblemsException with each bad cell of the row
     */
    @Override
    public GenericRecord next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the file " + file + " has no more rows");
        }
        List<String> row = rows.next();
        rowNumber++;
        int columns = header.columns().size();
        if (row.size() != columns) {
            throw new ProblemsException(
                    List.of(
                            Problem.error(
                                    CsvFileError.WRONG_CELL_COUNT.code(),
                                    "the row has " + row.size() + " cells",
                                    rows.place(0),
                                    1,
                                    "the header has " + columns)));
        }
        GenericRecord record = new GenericData.Record(schema);
        Problems problems = new Problems();
        for (int i = 0; i < columns; i++) {
            Column column = header.columns().get(i);
            if (column != null) {
                readCell(row, i, column, record, problems);
            }
        }
        problems.throwIfErrors();
        for (Constant constant : header.constants()) {
            record.put(constant.field().pos(), constant.value());
        }
        generate(record);
        return record;
    }

    private void readCell(
            List<String> row, int index, Column column, GenericRecord record, Problems problems) {
        try {
            String text = options.meaning(column.field().name(), row.get(index));
            record.put(column.field().pos(), column.reader().read(text));
        } catch (BadCellException e) {
            problems.add(
                    Problem.error(
                                    CsvFileError.BAD_CELL.code(),
                                    column.field().name() + ": " + e.getMessage(),
                                    rows.place(index),
                                    Math.max(1, row.get(index).length()),
                                    "allowed: "
                                            + column.reader().allowed()
                                            + (column.reader().nullable() ? ", or nothing" : ""))
                            .suggesting(e.nearest()));
        }
    }

    private void generate(GenericRecord record) {
        options.time()
                .ifPresent(
                        time -> {
                            Schema type =
                                    RowTypes.withoutNull(schema.getField(time.field()).schema());
                            TimestampUnit unit = type == null ? null : TimestampUnit.of(type);
                            record.put(
                                    time.field(),
                                    (unit == null ? TimestampUnit.MILLIS : unit)
                                            .of(time.of(rowNumber)));
                        });
        options.idField().ifPresent(id -> record.put(id, rowNumberAs(schema.getField(id))));
    }

    private Object rowNumberAs(Schema.Field field) {
        return switch (CsvHeader.type(field)) {
            case INT -> Math.toIntExact(rowNumber);
            case LONG -> rowNumber;
            default -> Long.toString(rowNumber);
        };
    }

    private static ProblemsException unreadable(Place place, Exception e) {
        Throwable cause =
                e instanceof UncheckedIOException && e.getCause() != null ? e.getCause() : e;
        return new ProblemsException(
                List.of(
                        Problem.error(
                                CsvFileError.UNREADABLE_FILE.code(),
                                "the file can't be read: " + cause,
                                place,
                                1,
                                "it has to be CSV (RFC 4180) in UTF-8")));
    }

    /** Where the row begins that {@link #next} gave or refused; from 1. */
    public int line() {
        return rows.line();
    }

    @Override
    public void close() {
        try {
            rows.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
