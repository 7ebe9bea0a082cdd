package io.millrace.jobs.cli.trial;

import blue.strategic.parquet.Hydrator;
import blue.strategic.parquet.ParquetReader;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.millrace.jobs.cli.data.DataFile;
import io.millrace.jobs.pipeline.SourceSchema;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.problem.CsvFileError;
import io.millrace.schemas.problem.DataFileError;
import io.millrace.schemas.problem.NearestName;
import io.millrace.schemas.problem.Place;
import io.millrace.schemas.problem.Problem;
import io.millrace.schemas.problem.Problems;
import io.millrace.schemas.serde.csv.CsvOptions;
import io.millrace.schemas.serde.csv.CsvRecords;

import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The first rows of a file as a source's events. The format is by the ending; a column is a field
 * of the source's schema. Each row counts as sent at its event time.
 */
public final class FileEvents {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_PROBLEMS = 20;

    private final EventMaker maker;
    private final SourceSchema schema;
    private final CsvOptions options;
    private final Path file;
    private final String name;
    private final Problems problems = new Problems();
    private int problemCount;

    private FileEvents(
            EventMaker maker, SourceSchema schema, CsvOptions options, Path file, String name) {
        this.maker = maker;
        this.schema = schema;
        this.options = options;
        this.file = file;
        this.name = name;
    }

    /**
     * Reads rows.
     *
     * @param options columns that aren't wanted, and ids and times for files without
     * @param name of the file, for messages
     * @param most how many rows at most
     * @throws io.millrace.schemas.problem.ProblemsException with the mistakes of these rows
     */
    public static List<Made> read(
            EventMaker maker,
            SourceSchema schema,
            CsvOptions options,
            Path file,
            String name,
            long most)
            throws IOException {
        FileEvents events = new FileEvents(maker, schema, options, file, name);
        String lower = name.toLowerCase(Locale.ROOT);
        if (!Files.isRegularFile(file)) {
            throw DataFile.unreadable(name, "there is no such file");
        }
        List<Made> read;
        if (lower.endsWith(".csv")) {
            read = events.csv(most);
        } else if (lower.endsWith(".jsonl")
                || lower.endsWith(".ndjson")
                || lower.endsWith(".json")) {
            read = events.jsonLines(most);
        } else if (lower.endsWith(".parquet")) {
            read = events.parquet(most);
        } else {
            throw DataFile.unreadable(
                    name, "its ending is none of .csv, .jsonl, .ndjson, .json and .parquet");
        }
        events.problems.throwIfErrors();
        return read;
    }

    private List<Made> csv(long most) {
        List<Made> all = new ArrayList<>();
        try (CsvRecords records = CsvRecords.open(file, schema.schema(), options)) {
            while (all.size() < most && records.hasNext()) {
                all.add(maker.make(records.next(), all.size(), OptionalLong.empty()));
            }
        }
        return all;
    }

    private List<Made> jsonLines(long most) throws IOException {
        List<Made> all = new ArrayList<>();
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            int number = 0;
            for (String line = lines.readLine();
                    line != null && all.size() < most && problemCount < MOST_PROBLEMS;
                    line = lines.readLine()) {
                number++;
                if (!line.isBlank()) {
                    all.add(jsonLine(line, new Place(name, number, 1), all.size()));
                }
            }
        }
        return all;
    }

    private Made jsonLine(String line, Place place, int row) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        try {
            JsonNode object = JSON.readTree(line);
            if (!object.isObject()) {
                report(DataFileError.BAD_JSON.at(place, 1, "the line is no JSON object"));
            }
            for (Map.Entry<String, JsonNode> entry : object.properties()) {
                JsonNode value = entry.getValue();
                put(
                        entry.getKey(),
                        value.isNull()
                                ? null
                                : value.isValueNode() ? value.asText() : value.toString(),
                        place,
                        values);
            }
        } catch (JsonProcessingException e) {
            report(DataFileError.BAD_JSON.at(place, 1, e.getOriginalMessage()));
        }
        return make(values, row);
    }

    private List<Made> parquet(long most) throws IOException {
        MessageType type = ParquetReader.readMetadata(file.toFile()).getFileMetaData().getSchema();
        List<Made> all = new ArrayList<>();
        try (Stream<Map<String, Object>> rows =
                ParquetReader.streamContent(file.toFile(), new RowMaps())) {
            Iterator<Map<String, Object>> next = rows.iterator();
            while (all.size() < most && next.hasNext() && problemCount < MOST_PROBLEMS) {
                Place place = new Place(name, all.size() + 1, 1);
                Map<String, @Nullable Object> values = new LinkedHashMap<>();
                next.next()
                        .forEach(
                                (column, value) ->
                                        put(column, text(type, column, value), place, values));
                all.add(make(values, all.size()));
            }
        }
        return all;
    }

    private static @Nullable String text(MessageType type, String column, @Nullable Object value) {
        LogicalTypeAnnotation meaning = type.getType(column).getLogicalTypeAnnotation();
        if (value instanceof Long time && meaning instanceof TimestampLogicalTypeAnnotation unit) {
            long perMilli =
                    switch (unit.getUnit()) {
                        case MILLIS -> 1;
                        case MICROS -> 1_000;
                        case NANOS -> 1_000_000;
                    };
            return Long.toString(Math.floorDiv(time, perMilli));
        }
        return value == null ? null : value.toString();
    }

    /** Collects a row's columns; those that are null aren't told. */
    private static final class RowMaps
            implements Hydrator<Map<String, Object>, Map<String, Object>, String[]> {
        @Override
        public Map<String, Object> start() {
            return new LinkedHashMap<>();
        }

        @Override
        public Map<String, Object> add(
                Map<String, Object> row, String[] path, @Nullable Object value) {
            if (value != null) {
                row.put(String.join(".", path), value);
            }
            return row;
        }

        @Override
        public Map<String, Object> finish(Map<String, Object> row) {
            return row;
        }
    }

    private void put(
            String column,
            @Nullable String text,
            Place place,
            Map<String, @Nullable Object> values) {
        if (options.ignored().contains(column)) {
            return;
        }
        if (maker.fields().indexOf(column).isEmpty()) {
            // A field of a type that pipelines can't use is passed over.
            if (schema.schema().getField(column) == null) {
                unknown(column, place);
            }
            return;
        }
        ValueType type = maker.fields().field(maker.fields().index(column)).type();
        Object value = text == null ? null : TypedText.parse(type, text).orElse(null);
        if (text != null && value == null) {
            report(
                    CsvFileError.BAD_CELL.at(
                            place,
                            1,
                            column + ": it holds \"" + text + "\"",
                            "allowed: " + TypedText.allowed(type)));
        }
        values.put(column, value);
    }

    private void unknown(String column, Place place) {
        List<String> names = maker.fields().fields().stream().map(Field::name).toList();
        report(
                DataFileError.UNKNOWN_COLUMN
                        .at(
                                place,
                                1,
                                "the schema has no field \"" + column + "\"",
                                "--ignore " + column + " leaves it out")
                        .suggesting(NearestName.of(column, names).orElse(null)));
    }

    private void report(Problem problem) {
        problems.add(problem);
        problemCount++;
    }

    private Made make(Map<String, @Nullable Object> values, int row) {
        options.idField()
                .ifPresent(
                        id -> {
                            boolean whole =
                                    maker.fields().field(maker.fields().index(id)).type()
                                            == ValueType.INTEGER;
                            long number = row + 1L;
                            values.put(id, whole ? (Object) number : Long.toString(number));
                        });
        options.time()
                .ifPresent(
                        time -> {
                            Instant at = time.start().plus(time.step().multipliedBy(row));
                            values.put(time.field(), at.toEpochMilli());
                        });
        return maker.make(maker.record(values), row, OptionalLong.empty());
    }
}
