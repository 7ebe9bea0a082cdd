package io.millrace.schemas.serde;

import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The event's id.
 *
 * @param limit the longest id, in characters
 */
record IdDestination(String field, Schema reader, int limit) implements Destination {

    @Override
    public String wanted() {
        return "an id: text or an integer";
    }

    @Override
    public ValueReader onNull() {
        return failing(Decoding.Code.BAD_ID, "the id is null; each event has one");
    }

    @Override
    public @Nullable ValueReader reader(Schema writer) {
        if (writer.getType() == Schema.Type.INT || writer.getType() == Schema.Type.LONG) {
            return (in, out) -> out.id = Long.toString(in.readLong());
        }
        TextReader text = TextReader.of(writer, reader, field);
        return text == null ? null : (in, out) -> out.id = checked(text.read(in));
    }

    private String checked(String id) {
        if (id.isEmpty()) {
            throw new MalformedException(
                    Decoding.Code.BAD_ID, "the id is empty; each event has one", field);
        }
        if (id.length() > limit) {
            throw new MalformedException(
                    Decoding.Code.BAD_ID,
                    "the id has " + id.length() + " characters; at most " + limit + " are allowed",
                    field);
        }
        return id;
    }
}
