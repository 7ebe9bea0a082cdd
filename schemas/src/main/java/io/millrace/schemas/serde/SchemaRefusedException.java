package io.millrace.schemas.serde;

/** The registry won't take a schema: it isn't valid, or not compatible with the ones before it. */
public final class SchemaRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SchemaRefusedException(String subject, String reason) {
        super("the schema for subject \"" + subject + "\" was refused: " + reason);
    }
}
