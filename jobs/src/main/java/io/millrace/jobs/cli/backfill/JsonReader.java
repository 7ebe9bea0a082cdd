package io.millrace.jobs.cli.backfill;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;

import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.problem.CsvFileError;
import io.millrace.schemas.problem.DataFileError;
import io.millrace.schemas.problem.Place;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A JSON object a line. */
final class JsonReader implements RowReader {
    private static final JsonFactory JSON = new JsonFactory();

    private final String name;
    private final BufferedReader lines;
    private final RowValues values;
    private int number;

    JsonReader(Path file, RowValues values) throws IOException {
        this.name = file.toString();
        this.lines = Files.newBufferedReader(file);
        this.values = values;
    }

    @Override
    public @Nullable InputRow next() throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (!line.isBlank()) {
                return read(line);
            }
        }
        return null;
    }

    private InputRow read(String line) throws IOException {
        try (JsonParser json = JSON.createParser(line)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new JsonParseException(json, "the line is no JSON object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                readField(json);
            }
            if (json.nextToken() != null) {
                throw new JsonParseException(json, "there is more than one object in the line");
            }
        } catch (JsonProcessingException e) {
            values.refuse(
                    DataFileError.BAD_JSON.at(place(e.getLocation()), 1, e.getOriginalMessage()));
        }
        return values.finish(number);
    }

    private void readField(JsonParser json) throws IOException {
        String column = json.currentName();
        ValueType type = values.type(column, place(json.currentTokenLocation()));
        JsonToken token = json.nextToken();
        Place place = place(json.currentTokenLocation());
        if (token.isStructStart()) {
            json.skipChildren();
            if (type != null) {
                values.refuse(
                        CsvFileError.BAD_CELL.at(
                                place, 1, column + ": it holds an object or list"));
            }
        } else if (type != null && token == JsonToken.VALUE_NULL) {
            values.put(column, null);
        } else if (type != null) {
            values.putText(column, type, json.getText(), place);
        }
    }

    private Place place(@Nullable JsonLocation location) {
        return new Place(name, number, location == null ? 1 : Math.max(1, location.getColumnNr()));
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
