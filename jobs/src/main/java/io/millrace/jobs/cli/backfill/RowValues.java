package io.millrace.jobs.cli.backfill;

import io.millrace.jobs.cli.trial.EventMaker;
import io.millrace.jobs.cli.trial.TypedText;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.problem.CsvFileError;
import io.millrace.schemas.problem.DataFileError;
import io.millrace.schemas.problem.NearestName;
import io.millrace.schemas.problem.Place;
import io.millrace.schemas.problem.Problem;
import io.millrace.schemas.problem.ProblemsException;
import io.millrace.schemas.serde.csv.CsvOptions;

import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes a row of a file's columns: values by field of the source's schema. */
final class RowValues {
    private final Schema schema;
    private final EventMaker maker;
    private final RowType fields;
    private final CsvOptions options;
    private Map<String, @Nullable Object> values = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private long row;

    RowValues(Schema schema, EventMaker maker, CsvOptions options) {
        this.schema = schema;
        this.maker = maker;
        this.fields = maker.fields();
        this.options = options;
    }

    /**
     * The type that a column's values have; null for a column that isn't read.
     *
     * @throws ProblemsException if the schema doesn't have it and nobody said that it isn't wanted
     */
    @Nullable ValueType type(String column, Place place) {
        if (options.ignored().contains(column)) {
            return null;
        }
        if (fields.indexOf(column).isPresent()) {
            return fields.field(fields.index(column)).type();
        }
        if (schema.getField(column) != null) {
            return null; // Of a type that pipelines can't use.
        }
        List<String> names = fields.fields().stream().map(Field::name).toList();
        throw new ProblemsException(
                List.of(
                        DataFileError.UNKNOWN_COLUMN
                                .at(
                                        place,
                                        column.length(),
                                        "the schema has no field \"" + column + "\"",
                                        "--ignore " + column + " leaves it out")
                                .suggesting(NearestName.of(column, names).orElse(null))));
    }

    /** A value that has its field's type, boxed as in a row. */
    void put(String column, @Nullable Object value) {
        values.put(column, value);
    }

    /** A value as text. */
    void putText(String column, ValueType type, String text, Place place) {
        Object value = TypedText.parse(type, text).orElse(null);
        if (value == null) {
            refuse(
                    CsvFileError.BAD_CELL.at(
                            place,
                            text.length(),
                            column + ": it holds \"" + text + "\"",
                            "allowed: " + TypedText.allowed(type)));
        }
        values.put(column, value);
    }

    void refuse(Problem problem) {
        problems.add(problem);
    }

    /** What was put since the row before, as a row. */
    InputRow finish(long position) {
        row++;
        Map<String, @Nullable Object> own = values;
        values = new LinkedHashMap<>();
        if (!problems.isEmpty()) {
            List<Problem> all = List.copyOf(problems);
            problems.clear();
            return InputRow.bad(position, all);
        }
        options.idField().ifPresent(id -> own.put(id, number(id)));
        options.time()
                .ifPresent(
                        time -> {
                            Instant at = time.start().plus(time.step().multipliedBy(row - 1));
                            own.put(time.field(), at.toEpochMilli());
                        });
        return InputRow.of(position, maker.record(own));
    }

    private Object number(String id) {
        boolean whole = fields.field(fields.index(id)).type() == ValueType.INTEGER;
        return whole ? (Object) row : Long.toString(row);
    }
}
