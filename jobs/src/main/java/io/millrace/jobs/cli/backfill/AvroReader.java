package io.millrace.jobs.cli.backfill;

import io.millrace.jobs.cli.data.DataFile;

import org.apache.avro.AvroRuntimeException;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;

/** An Avro container file: its schema is the writer's, as a topic's records have one. */
final class AvroReader implements RowReader {
    private final String name;
    private final DataFileReader<GenericRecord> records;
    private long row;

    AvroReader(Path file) {
        name = file.toString();
        try {
            records = new DataFileReader<>(file.toFile(), new GenericDatumReader<>());
        } catch (IOException | AvroRuntimeException e) {
            throw DataFile.unreadable(name, "it is no Avro file: " + e.getMessage());
        }
    }

    @Override
    public @Nullable InputRow next() {
        try {
            return records.hasNext() ? InputRow.of(++row, records.next()) : null;
        } catch (AvroRuntimeException e) {
            throw DataFile.unreadable(
                    name, "it is broken after row " + row + ": " + e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        records.close();
    }
}
