package io.millrace.features.function;

/**
 * A function for a list of all that there are.
 *
 * @param signature such as {@code hour(timestamp, text): integer}; {@code number} is an integer or
 *     a double, {@code any} any type
 * @param example an expression that calls it, or an aggregate that has it
 */
public record FunctionDescription(
        String name,
        String signature,
        String description,
        String example,
        Kind kind,
        Origin origin) {

    /** Where it can be used. */
    public enum Kind {
        /** In expressions. */
        SCALAR,
        /** Under {@code aggregate:}, over windows. */
        AGGREGATE
    }

    /** Who brings a function. */
    public enum Origin {
        /** A part of the expression language. */
        LANGUAGE,
        /** It comes with Millrace. */
        BUNDLED,
        /** It's from a jar of the user's. */
        PROVIDED
    }
}
