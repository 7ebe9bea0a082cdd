package io.millrace.features.expression;

/** CEL's checker accepts it, we don't. */
final class UnsupportedExpressionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnsupportedExpressionException(String message) {
        super(message, null, false, false);
    }
}
