package io.millrace.schemas.serde;

import org.jspecify.annotations.Nullable;

/**
 * Why bytes can't be read, on its way from the reader's depth to the class that reports it. It has
 * no stack trace: poison may come in streams.
 */
final class MalformedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Decoding.Code code;
    private final @Nullable String field;

    MalformedException(Decoding.Code code, String message) {
        this(code, message, null);
    }

    MalformedException(Decoding.Code code, String message, @Nullable String field) {
        super(message, null, false, false);
        this.code = code;
        this.field = field;
    }

    Decoding.Code code() {
        return code;
    }

    @Nullable String field() {
        return field;
    }
}
