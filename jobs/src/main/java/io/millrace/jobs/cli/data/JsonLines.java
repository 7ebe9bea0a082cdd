package io.millrace.jobs.cli.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;

import io.millrace.schemas.problem.DataFileError;
import io.millrace.schemas.problem.Place;
import io.millrace.schemas.problem.Problems;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;

/** A JSON object a line. */
final class JsonLines implements RowSource {
    private static final JsonFactory JSON = new JsonFactory();

    @Override
    public void read(Reader text, String file, Sink sink, Problems problems) throws IOException {
        BufferedReader lines = new BufferedReader(text);
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            try (JsonParser json = JSON.createParser(line)) {
                readLine(json, file, number, sink);
                sink.endOfRow();
            } catch (JsonProcessingException e) {
                problems.add(
                        DataFileError.BAD_JSON.at(
                                place(file, number, e.getLocation()), 1, e.getOriginalMessage()));
            }
        }
        if (number == 0) {
            throw DataFile.unreadable(file, "it is empty; each line is a JSON object");
        }
    }

    private static void readLine(JsonParser json, String file, int line, Sink sink)
            throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw new JsonParseException(
                    json, "the line is no JSON object", json.currentTokenLocation());
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            Place at = place(file, line, json.currentTokenLocation());
            int column = sink.column(json.currentName(), at);
            JsonToken token = json.nextToken();
            Place value = place(file, line, json.currentTokenLocation());
            ColumnKind kind = kind(token);
            if (kind == ColumnKind.OTHER) {
                json.skipChildren();
                sink.value(
                        column, kind, token == JsonToken.START_ARRAY ? "[…]" : "{…}", () -> value);
            } else if (kind != ColumnKind.EMPTY) {
                sink.value(column, kind, json.getText(), () -> value);
            }
        }
        if (json.nextToken() != null) {
            throw new JsonParseException(
                    json, "there is more than one object in the line", json.currentTokenLocation());
        }
    }

    /** EMPTY for null. */
    private static ColumnKind kind(JsonToken token) {
        return switch (token) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> ColumnKind.NUMBER;
            case VALUE_TRUE, VALUE_FALSE -> ColumnKind.BOOLEAN;
            case VALUE_STRING -> ColumnKind.TEXT;
            case VALUE_NULL -> ColumnKind.EMPTY;
            default -> ColumnKind.OTHER;
        };
    }

    private static Place place(String file, int line, JsonLocation location) {
        return new Place(file, line, Math.max(1, location.getColumnNr()));
    }
}
