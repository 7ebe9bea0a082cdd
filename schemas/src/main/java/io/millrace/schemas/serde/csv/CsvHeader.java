package io.millrace.schemas.serde.csv;

import io.millrace.schemas.problem.CsvFileError;
import io.millrace.schemas.problem.NearestName;
import io.millrace.schemas.problem.Place;
import io.millrace.schemas.problem.Problem;
import io.millrace.schemas.problem.Problems;
import io.millrace.schemas.serde.RowTypes;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which column is which field.
 *
 * @param columns one for each column of the file; null where it's ignored
 * @param constants the fields without a column, and what they hold
 */
record CsvHeader(List<@Nullable Column> columns, List<Constant> constants) {

    record Column(Schema.Field field, CellReader reader) {}

    record Constant(Schema.Field field, @Nullable Object value) {}

    /**
     * @param names what stands in the header line
     * @param places where
     * @throws io.millrace.schemas.problem.ProblemsException with everything that's wrong
     */
    static CsvHeader of(List<String> names, List<Place> places, Schema schema, CsvOptions options) {
        Problems problems = new Problems();
        List<@Nullable Column> columns = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            if (!seen.add(name)) {
                problems.add(
                        error(
                                CsvFileError.REPEATED_COLUMN,
                                "the column \"" + name + "\" stands twice",
                                places.get(i),
                                name));
            }
            columns.add(
                    options.ignored().contains(name)
                            ? null
                            : column(name, places.get(i), schema, options, problems));
        }
        List<Constant> constants = new ArrayList<>();
        for (Schema.Field field : schema.getFields()) {
            if (!seen.contains(field.name()) && !options.generates(field.name())) {
                addConstant(field, names, places.get(0), constants, problems);
            }
        }
        checkGenerated(schema, places.get(0), options, problems);
        checkMeanings(names, places.get(0), options, problems);
        problems.throwIfErrors();
        return new CsvHeader(columns, constants);
    }

    private static @Nullable Column column(
            String name, Place place, Schema schema, CsvOptions options, Problems problems) {
        Schema.Field field = schema.getField(name);
        if (field == null) {
            List<String> fields = schema.getFields().stream().map(Schema.Field::name).toList();
            problems.add(
                    error(
                                    CsvFileError.UNKNOWN_COLUMN,
                                    "the schema "
                                            + schema.getName()
                                            + " has no field \""
                                            + name
                                            + "\"",
                                    place,
                                    name,
                                    "its fields: " + String.join(", ", fields),
                                    "a column that isn't wanted can be ignored by name")
                            .suggesting(NearestName.of(name, fields).orElse(null)));
            return null;
        }
        if (options.generates(name)) {
            problems.add(
                    error(
                            CsvFileError.REPEATED_COLUMN,
                            "the column \""
                                    + name
                                    + "\" is in the file, and is to be made up as well",
                            place,
                            name,
                            "ignore the column, or don't make it up"));
            return null;
        }
        CellReader reader = CellReader.of(field.schema());
        if (reader == null) {
            problems.add(
                    error(
                            CsvFileError.MISSING_COLUMN,
                            "the field \""
                                    + name
                                    + "\" is "
                                    + RowTypes.describe(field.schema())
                                    + ", which a CSV file can't hold",
                            place,
                            name,
                            "booleans, numbers, text, enums, dates and timestamps can be read"));
            return null;
        }
        return new Column(field, reader);
    }

    private static void addConstant(
            Schema.Field field,
            List<String> names,
            Place place,
            List<Constant> constants,
            Problems problems) {
        if (field.hasDefaultValue()) {
            constants.add(new Constant(field, GenericData.get().getDefaultValue(field)));
        } else if (field.schema().isNullable()) {
            constants.add(new Constant(field, null));
        } else {
            problems.add(
                    error(
                                    CsvFileError.MISSING_COLUMN,
                                    "there's no column \""
                                            + field.name()
                                            + "\", and the field has no default",
                                    place,
                                    "",
                                    "the file's columns: " + String.join(", ", names))
                            .suggesting(NearestName.of(field.name(), names).orElse(null)));
        }
    }

    private static void checkGenerated(
            Schema schema, Place place, CsvOptions options, Problems problems) {
        options.time()
                .ifPresent(
                        time -> {
                            Schema.Field field = schema.getField(time.field());
                            boolean fits =
                                    field != null
                                            && type(field) == Schema.Type.LONG
                                            && RowTypes.field(schema, time.field())
                                                    instanceof RowTypes.Lookup.Found;
                            require(fits, time.field(), "a timestamp or a long", place, problems);
                        });
        options.idField()
                .ifPresent(
                        id -> {
                            Schema.Field field = schema.getField(id);
                            boolean fits =
                                    field != null
                                            && switch (type(field)) {
                                                case STRING, INT, LONG -> true;
                                                default -> false;
                                            };
                            require(fits, id, "a string, an int or a long", place, problems);
                        });
    }

    /** Of a misspelt column nothing would be replaced, and its cells read as they are. */
    private static void checkMeanings(
            List<String> names, Place place, CsvOptions options, Problems problems) {
        for (String column : new TreeSet<>(options.meanings().keySet())) {
            if (!names.contains(column)) {
                problems.add(
                        error(
                                        CsvFileError.UNKNOWN_COLUMN,
                                        "there's no column \""
                                                + column
                                                + "\", whose cells stand for something else",
                                        place,
                                        "",
                                        "the file's columns: " + String.join(", ", names))
                                .suggesting(NearestName.of(column, names).orElse(null)));
            }
        }
    }

    /** The type of a field's values, null apart; UNION if there are several. */
    static Schema.Type type(Schema.Field field) {
        Schema type = RowTypes.withoutNull(field.schema());
        return type == null ? Schema.Type.UNION : type.getType();
    }

    private static void require(
            boolean fits, String field, String types, Place place, Problems problems) {
        if (!fits) {
            problems.add(
                    error(
                            CsvFileError.MISSING_COLUMN,
                            "values can't be made up for \"" + field + "\"",
                            place,
                            "",
                            "it has to be a field of the schema, and " + types));
        }
    }

    private static Problem error(
            CsvFileError error, String message, Place place, String found, String... notes) {
        return Problem.error(error.code(), message, place, Math.max(1, found.length()), notes);
    }
}
