package io.millrace.schemas.serde;

import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.serde.RowTypes.Lookup;

import org.apache.avro.Schema;

/**
 * What a pipeline reads from the records of one source.
 *
 * @param reader the schema that the pipeline was checked with: its defaults and aliases hold
 * @param fields the fields that are read, by name; each is in {@code reader} and of its type, but
 *     an INTEGER there may be a DOUBLE or, as epoch milliseconds, a TIMESTAMP here
 * @param id name of the field with the event's id: text or an integer
 * @param eventTime name of the field with the event's time: a timestamp, or a long of epoch
 *     milliseconds
 * @param times which event times are allowed
 */
public record EventLayout(
        Schema reader,
        RowType fields,
        String id,
        String eventTime,
        EventTimeRange times,
        DecodeLimits limits) {

    public EventLayout {
        for (Field field : fields.fields()) {
            checkWidens(field, lookup(reader, field.name()));
        }
        ValueType idType = lookup(reader, id).type();
        if (idType != ValueType.STRING && idType != ValueType.INTEGER) {
            throw new IllegalArgumentException(
                    "the id field \""
                            + id
                            + "\" is "
                            + idType
                            + "; text or an integer can be an id");
        }
        ValueType timeType = lookup(reader, eventTime).type();
        if (timeType != ValueType.TIMESTAMP && timeType != ValueType.INTEGER) {
            throw new IllegalArgumentException(
                    "the event time \""
                            + eventTime
                            + "\" is "
                            + timeType
                            + "; a timestamp, or a long of epoch milliseconds, can be one");
        }
    }

    /** With the default range of times and the default limits. */
    public static EventLayout of(Schema reader, RowType fields, String id, String eventTime) {
        return new EventLayout(
                reader, fields, id, eventTime, EventTimeRange.DEFAULT, DecodeLimits.DEFAULT);
    }

    private static Field lookup(Schema reader, String name) {
        Lookup found = RowTypes.field(reader, name);
        if (found instanceof Lookup.Found good) {
            return good.field();
        }
        throw new IllegalArgumentException(
                found instanceof Lookup.Unsupported bad
                        ? "field \"" + name + "\": " + bad.reason()
                        : "no field \"" + name + "\" in " + reader.getFullName());
    }

    private static void checkWidens(Field wanted, Field there) {
        boolean widens =
                wanted.type() == there.type()
                        || (there.type() == ValueType.INTEGER
                                && (wanted.type() == ValueType.DOUBLE
                                        || wanted.type() == ValueType.TIMESTAMP));
        if (!widens) {
            throw new IllegalArgumentException(
                    "field \""
                            + wanted.name()
                            + "\" is wanted as "
                            + wanted.type()
                            + ", and the schema has "
                            + there.type());
        }
    }
}
