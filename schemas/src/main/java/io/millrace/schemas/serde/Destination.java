package io.millrace.schemas.serde;

import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** What the pipeline wants a field for, and so how it has to be read. */
sealed interface Destination permits RowDestination, IdDestination, TimeDestination {

    /** The field's name in the pipeline. */
    String field();

    /** What to do with null. */
    ValueReader onNull();

    /** How to read a writer's type, or null if it can't be read as what is wanted. */
    @Nullable ValueReader reader(Schema writer);

    /** What is wanted, for messages. */
    String wanted();

    /** The reader of a field of any type, null and unions too. */
    default ValueReader compile(Schema writer) {
        if (writer.isUnion()) {
            ValueReader[] branches =
                    writer.getTypes().stream().map(this::compile).toArray(ValueReader[]::new);
            return (in, out) ->
                    branches[in.readIndex(branches.length, "union branch")].read(in, out);
        }
        if (writer.getType() == Schema.Type.NULL) {
            return onNull();
        }
        ValueReader reader = reader(writer);
        return reader != null ? reader : incompatible(writer);
    }

    private ValueReader incompatible(Schema writer) {
        String message =
                RowTypes.logicalName(writer).equals("decimal")
                        ? "decimal isn't supported yet"
                        : "written as "
                                + RowTypes.describe(writer)
                                + ", which can't be read as "
                                + wanted();
        return failing(Decoding.Code.INCOMPATIBLE_TYPE, message);
    }

    /** A reader that refuses each record with the same words. */
    default ValueReader failing(Decoding.Code code, String message) {
        return (in, out) -> {
            throw new MalformedException(code, message, field());
        };
    }
}
