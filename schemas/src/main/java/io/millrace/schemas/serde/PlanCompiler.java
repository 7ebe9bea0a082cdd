package io.millrace.schemas.serde;

import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.serde.WriterPlan.Default;
import io.millrace.schemas.serde.WriterPlan.Step;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Works out, once for each writer's schema, how its records become a layout's rows. */
final class PlanCompiler {
    private final EventLayout layout;
    private final List<Destination> rowFields = new ArrayList<>();
    private final Destination id;
    private final Destination time;

    PlanCompiler(EventLayout layout) {
        this.layout = layout;
        for (int i = 0; i < layout.fields().size(); i++) {
            Field field = layout.fields().field(i);
            rowFields.add(new RowDestination(i, field, readerField(field.name()).schema()));
        }
        id =
                new IdDestination(
                        layout.id(),
                        readerField(layout.id()).schema(),
                        layout.limits().idCharacters());
        time =
                new TimeDestination(
                        layout.eventTime(),
                        readerField(layout.eventTime()).schema(),
                        layout.times());
    }

    private Schema.Field readerField(String name) {
        return Objects.requireNonNull(layout.reader().getField(name));
    }

    /** The plan that reads whole events. */
    WriterPlan whole(Schema writer) {
        List<Destination> wanted = new ArrayList<>(rowFields);
        wanted.add(id);
        wanted.add(time);
        return compile(writer, wanted);
    }

    /** The plan that reads the event time, and stops after it. */
    WriterPlan timeOnly(Schema writer) {
        WriterPlan plan = compile(writer, List.of(time));
        int last = -1;
        Schema.Field field = plan.refusal() == null ? writerField(writer, time.field()) : null;
        if (field != null) {
            last = field.pos();
        }
        return new WriterPlan(plan.steps().subList(0, last + 1), List.of(), plan.refusal());
    }

    private WriterPlan compile(Schema writer, List<Destination> wanted) {
        if (writer.getType() != Schema.Type.RECORD) {
            return WriterPlan.refusing(
                    new MalformedException(
                            Decoding.Code.UNUSABLE_SCHEMA,
                            "written as " + RowTypes.describe(writer) + "; an event is a record"));
        }
        Map<Integer, ValueReader> readers = new HashMap<>();
        List<Default> defaults = new ArrayList<>();
        for (Destination each : wanted) {
            Schema.Field field = writerField(writer, each.field());
            if (field != null) {
                readers.merge(field.pos(), each.compile(field.schema()), ValueReader::both);
            } else if (!supply(each, defaults)) {
                return WriterPlan.refusing(missing(writer, each));
            }
        }
        List<Step> steps = new ArrayList<>();
        for (Schema.Field field : writer.getFields()) {
            ValueReader reader = readers.get(field.pos());
            steps.add(new Step(field.name(), reader != null ? reader : skip(field.schema())));
        }
        return new WriterPlan(steps, defaults, null);
    }

    private static ValueReader skip(Schema schema) {
        Skipper skipper = Skipper.of(schema);
        return (in, out) -> skipper.skip(in);
    }

    /** The writer's field of this name, or of one of its aliases in the reader's schema. */
    private Schema.@Nullable Field writerField(Schema writer, String name) {
        Schema.Field field = writer.getField(name);
        if (field != null) {
            return field;
        }
        return readerField(name).aliases().stream()
                .sorted()
                .map(writer::getField)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** Finds what stands in for a field that wasn't written; false if nothing does. */
    private boolean supply(Destination wanted, List<Default> defaults) {
        if (!(wanted instanceof RowDestination row)) {
            return false;
        }
        Schema.Field field = readerField(row.field());
        if (field.hasDefaultValue()) {
            Object value = GenericData.get().getDefaultValue(field);
            if (value instanceof Number number && !Double.isFinite(number.doubleValue())) {
                return false;
            }
            if (value != null) {
                defaults.add(new Default(row.index(), row.place().type(), convert(value, row)));
                return true;
            }
        }
        return row.place().nullable();
    }

    private static Object convert(Object value, RowDestination row) {
        ValueType type = row.place().type();
        return switch (type) {
            case BOOLEAN -> value;
            case INTEGER -> ((Number) value).longValue();
            case DOUBLE -> ((Number) value).doubleValue();
            case STRING -> value.toString();
            case TIMESTAMP -> {
                Schema reader = row.reader();
                Schema long64 = Schema.create(Schema.Type.LONG);
                TimestampUnit unit = Objects.requireNonNull(TimeDestination.unit(long64, reader));
                yield unit.toMillis(((Number) value).longValue());
            }
        };
    }

    private static MalformedException missing(Schema writer, Destination wanted) {
        return new MalformedException(
                Decoding.Code.MISSING_FIELD,
                "the writer's schema "
                        + writer.getFullName()
                        + " has no field \""
                        + wanted.field()
                        + "\", and nothing stands in for it",
                wanted.field());
    }
}
