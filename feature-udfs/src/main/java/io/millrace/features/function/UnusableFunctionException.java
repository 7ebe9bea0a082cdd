package io.millrace.features.function;

/** A plan calls a function that isn't there, or that isn't the one it was made with. */
public final class UnusableFunctionException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    UnusableFunctionException(String message) {
        super(message);
    }
}
