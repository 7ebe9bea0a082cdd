package io.millrace.features.expression;

/**
 * An expression has no value for this event, and null would hide it: an integer overflow, or a
 * function that failed.
 */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RefusedException(String message) {
        super(message, null, false, false);
    }
}
