package io.millrace.features.function;

/** A user's function has failed, or is switched off because it did too often. */
public final class FunctionFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String function;

    FunctionFailure(String function, String what) {
        super("the function \"" + function + "\" " + what, null, false, false);
        this.function = function;
    }

    /** Which function. */
    public String function() {
        return function;
    }
}
