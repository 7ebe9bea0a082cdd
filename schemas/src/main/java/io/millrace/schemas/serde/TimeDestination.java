package io.millrace.schemas.serde;

import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** The event's time. */
record TimeDestination(String field, Schema reader, EventTimeRange times) implements Destination {

    @Override
    public String wanted() {
        return "a timestamp";
    }

    @Override
    public ValueReader onNull() {
        return failing(Decoding.Code.NO_EVENT_TIME, "the event time is null; each event has one");
    }

    @Override
    public @Nullable ValueReader reader(Schema writer) {
        TimestampUnit unit = unit(writer, reader);
        return unit == null ? null : (in, out) -> out.time = checked(unit.toMillis(in.readLong()));
    }

    private long checked(long time) {
        if (!times.contains(time)) {
            throw new MalformedException(
                    Decoding.Code.EVENT_TIME_OUT_OF_RANGE,
                    "the event time is " + EventTimeRange.text(time) + "; allowed is " + times,
                    field);
        }
        return time;
    }

    /**
     * How a writer's number counts, or null if it's no timestamp. What the writer says about it
     * holds, or else what the reader's schema says, or else it's milliseconds.
     */
    static @Nullable TimestampUnit unit(Schema writer, Schema reader) {
        boolean whole = writer.getType() == Schema.Type.LONG || writer.getType() == Schema.Type.INT;
        if (!whole) {
            return null;
        }
        if (!RowTypes.logicalName(writer).isEmpty()) {
            return TimestampUnit.of(writer);
        }
        Schema type =
                reader.isUnion()
                        ? reader.getTypes().stream()
                                .filter(branch -> TimestampUnit.of(branch) != null)
                                .findFirst()
                                .orElse(reader)
                        : reader;
        TimestampUnit unit = TimestampUnit.of(type);
        return unit == null ? TimestampUnit.MILLIS : unit;
    }
}
