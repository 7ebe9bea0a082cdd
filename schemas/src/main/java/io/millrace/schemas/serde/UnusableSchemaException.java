package io.millrace.schemas.serde;

/** The registry has this id, but what it holds can't be used: not Avro, or it doesn't parse. */
public final class UnusableSchemaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnusableSchemaException(String message) {
        super(message);
    }
}
