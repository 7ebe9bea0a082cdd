package io.millrace.schemas.serde;

import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;

import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * From Avro's types to ours.
 *
 * <table>
 * <caption>Types that a pipeline can use</caption>
 * <tr><td>boolean</td><td>BOOLEAN</td></tr>
 * <tr><td>int, long; date and time of day as the numbers they are</td><td>INTEGER</td></tr>
 * <tr><td>float, double</td><td>DOUBLE</td></tr>
 * <tr><td>string, enum, uuid</td><td>STRING</td></tr>
 * <tr><td>timestamp-millis, timestamp-micros, timestamp-nanos</td><td>TIMESTAMP</td></tr>
 * <tr><td>a union of null and one of these</td><td>the same, nullable</td></tr>
 * </table>
 *
 * Nothing else is: bytes, fixed, decimal, local timestamps (they don't say which instant they are),
 * records, arrays, maps, and unions of several types. Such fields may stand in a schema; they are
 * passed over.
 */
public final class RowTypes {
    private RowTypes() {}

    /** What a schema has under a name. */
    public sealed interface Lookup {
        /** A field that a pipeline can use. */
        record Found(Field field) implements Lookup {}

        /** No field of this name; the caller may know a near one. */
        record Missing(String name, List<String> fields) implements Lookup {}

        /** There is a field, but of a type that isn't supported. */
        record Unsupported(String name, String reason) implements Lookup {}
    }

    /**
     * @throws IllegalArgumentException if the schema isn't a record's
     */
    public static Lookup field(Schema record, String name) {
        checkRecord(record);
        Schema.Field field = record.getField(name);
        if (field == null) {
            return new Lookup.Missing(
                    name, record.getFields().stream().map(Schema.Field::name).toList());
        }
        Schema type = withoutNull(field.schema());
        if (type == null) {
            return new Lookup.Unsupported(
                    name, "it is " + describe(field.schema()) + "; one type, or null, can be used");
        }
        ValueType valueType = valueType(type);
        return valueType == null
                ? new Lookup.Unsupported(name, unsupported(type))
                : new Lookup.Found(new Field(name, valueType, field.schema().isNullable()));
    }

    /**
     * The named fields, in the order of the names.
     *
     * @throws IllegalArgumentException that tells of every name that's missing or of an unsupported
     *     type
     */
    public static RowType of(Schema record, List<String> names) {
        List<Field> fields = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (String name : names) {
            Lookup found = field(record, name);
            if (found instanceof Lookup.Found good) {
                fields.add(good.field());
            } else if (found instanceof Lookup.Unsupported bad) {
                problems.add("field \"" + name + "\": " + bad.reason());
            } else if (found instanceof Lookup.Missing missing) {
                problems.add("no field \"" + name + "\" among " + missing.fields());
            }
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(
                    record.getFullName() + ": " + String.join("; ", problems));
        }
        return new RowType(fields);
    }

    /** Every field of a supported type, in the schema's order. */
    public static RowType of(Schema record) {
        checkRecord(record);
        return new RowType(
                record.getFields().stream()
                        .map(field -> field(record, field.name()))
                        .filter(Lookup.Found.class::isInstance)
                        .map(found -> ((Lookup.Found) found).field())
                        .toList());
    }

    private static void checkRecord(Schema schema) {
        if (schema.getType() != Schema.Type.RECORD) {
            throw new IllegalArgumentException(
                    "events are records; this schema is of type " + describe(schema));
        }
    }

    /**
     * The type itself, or the one that stands beside null in a union; null if there are several.
     */
    public static @Nullable Schema withoutNull(Schema schema) {
        if (!schema.isUnion()) {
            return schema;
        }
        List<Schema> others =
                schema.getTypes().stream().filter(t -> t.getType() != Schema.Type.NULL).toList();
        return others.size() == 1 ? others.get(0) : null;
    }

    private static @Nullable ValueType valueType(Schema type) {
        String logical = logicalName(type);
        return switch (type.getType()) {
            case BOOLEAN -> ValueType.BOOLEAN;
            case INT -> ValueType.INTEGER;
            case LONG ->
                    TimestampUnit.of(type) != null
                            ? ValueType.TIMESTAMP
                            : logical.startsWith("local-timestamp") ? null : ValueType.INTEGER;
            case FLOAT, DOUBLE -> ValueType.DOUBLE;
            case STRING, ENUM -> ValueType.STRING;
            case FIXED -> logical.equals("uuid") ? ValueType.STRING : null;
            default -> null;
        };
    }

    private static String unsupported(Schema type) {
        String logical = logicalName(type);
        if (logical.equals("decimal")) {
            return "decimal isn't supported yet; send a double, or a long of the smallest unit";
        }
        if (logical.startsWith("local-timestamp")) {
            return logical + " doesn't say which instant it is; use timestamp-millis";
        }
        return "type "
                + describe(type)
                + " isn't supported; numbers, boolean, text and timestamps are";
    }

    /** The logical type's name, or an empty text. */
    public static String logicalName(Schema type) {
        LogicalType logical = type.getLogicalType();
        return logical == null ? "" : logical.getName();
    }

    /** A type for messages: "long (timestamp-micros)", "null or string". */
    public static String describe(Schema type) {
        if (type.isUnion()) {
            return String.join(" or ", type.getTypes().stream().map(RowTypes::describe).toList());
        }
        String logical = logicalName(type);
        return type.getType().getName() + (logical.isEmpty() ? "" : " (" + logical + ")");
    }
}
