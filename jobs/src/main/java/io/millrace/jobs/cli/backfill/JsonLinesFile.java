package io.millrace.jobs.cli.backfill;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;

import io.millrace.jobs.cli.trial.TypedText;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.RowType;

import org.jspecify.annotations.Nullable;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A JSON object a line, with every column in it; times in ISO-8601. */
final class JsonLinesFile implements RowFile {
    private static final JsonFactory JSON = new JsonFactory();

    private final JsonGenerator out;
    private final RowType columns;

    JsonLinesFile(Path file, RowType columns) throws IOException {
        this.columns = columns;
        out =
                JSON.createGenerator(
                        new BufferedOutputStream(Files.newOutputStream(file)), JsonEncoding.UTF8);
        out.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
    }

    @Override
    public void write(@Nullable Object[] values) throws IOException {
        out.writeStartObject();
        for (int i = 0; i < values.length; i++) {
            Field column = columns.field(i);
            out.writeFieldName(column.name());
            write(column, values[i]);
        }
        out.writeEndObject();
    }

    private void write(Field column, @Nullable Object value) throws IOException {
        if (value == null) {
            out.writeNull();
            return;
        }
        switch (column.type()) {
            case BOOLEAN -> out.writeBoolean((Boolean) value);
            case INTEGER -> out.writeNumber((Long) value);
            case DOUBLE -> out.writeNumber((Double) value);
            case STRING -> out.writeString((String) value);
            case TIMESTAMP -> out.writeString(TypedText.time((Long) value));
        }
    }

    @Override
    public void close() throws IOException {
        out.writeRaw('\n');
        out.close();
    }
}
