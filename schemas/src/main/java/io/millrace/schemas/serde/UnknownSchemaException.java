package io.millrace.schemas.serde;

/** The registry answered, and it has no schema with this id: the record that names it is bad. */
public final class UnknownSchemaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int id;

    public UnknownSchemaException(int id) {
        super(
                "schema id "
                        + id
                        + " is unknown to the schema registry; the record was written with another"
                        + " registry, or isn't in the Confluent wire format");
        this.id = id;
    }

    public int id() {
        return id;
    }
}
