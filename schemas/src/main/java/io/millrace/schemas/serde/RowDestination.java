package io.millrace.schemas.serde;

import io.millrace.schemas.event.Field;

import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A place in the row.
 *
 * @param index of the field in the row
 * @param reader the field's type in the reader's schema
 */
record RowDestination(int index, Field place, Schema reader) implements Destination {

    @Override
    public String field() {
        return place.name();
    }

    @Override
    public String wanted() {
        return place.type().toString();
    }

    @Override
    public ValueReader onNull() {
        return place.nullable()
                ? (in, out) -> out.row.setNull(index)
                : failing(Decoding.Code.NULL_FIELD, "the value is null; the field must have one");
    }

    @Override
    public @Nullable ValueReader reader(Schema writer) {
        return switch (place.type()) {
            case BOOLEAN ->
                    writer.getType() == Schema.Type.BOOLEAN
                            ? (in, out) -> out.row.setBoolean(index, in.readBoolean())
                            : null;
            case INTEGER ->
                    switch (writer.getType()) {
                        case INT -> (in, out) -> out.row.setLong(index, in.readInt());
                        case LONG -> (in, out) -> out.row.setLong(index, in.readLong());
                        default -> null;
                    };
            case DOUBLE -> number(writer);
            case STRING -> text(writer);
            case TIMESTAMP -> timestamp(writer);
        };
    }

    private @Nullable ValueReader number(Schema writer) {
        return switch (writer.getType()) {
            case INT -> (in, out) -> out.row.setDouble(index, in.readInt());
            case LONG -> (in, out) -> out.row.setDouble(index, (double) in.readLong());
            case FLOAT -> (in, out) -> out.row.setDouble(index, finite(in.readFloat()));
            case DOUBLE -> (in, out) -> out.row.setDouble(index, finite(in.readDouble()));
            default -> null;
        };
    }

    private double finite(double value) {
        if (!Double.isFinite(value)) {
            throw new MalformedException(
                    Decoding.Code.NOT_FINITE,
                    "the value is " + value + "; a missing number is null, not NaN",
                    field());
        }
        return value;
    }

    private @Nullable ValueReader text(Schema writer) {
        TextReader text = TextReader.of(writer, reader, field());
        return text == null ? null : (in, out) -> out.row.setText(index, text.read(in));
    }

    private @Nullable ValueReader timestamp(Schema writer) {
        TimestampUnit unit = TimeDestination.unit(writer, reader);
        return unit == null
                ? null
                : (in, out) -> out.row.setLong(index, unit.toMillis(in.readLong()));
    }
}
