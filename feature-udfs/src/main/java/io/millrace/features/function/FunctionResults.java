package io.millrace.features.function;

import io.millrace.schemas.event.ValueType;

import org.jspecify.annotations.Nullable;

/** What a function may return. */
public final class FunctionResults {

    private FunctionResults() {}

    /**
     * What's wrong with a result, as {@code returned NaN, not a finite number}; null if nothing.
     */
    public static @Nullable String wrong(@Nullable Object value, ValueType type) {
        if (value == null) {
            return null;
        }
        boolean fits =
                switch (type) {
                    case BOOLEAN -> value instanceof Boolean;
                    case INTEGER, TIMESTAMP -> value instanceof Long;
                    case DOUBLE -> value instanceof Double;
                    case STRING -> value instanceof String;
                };
        if (!fits) {
            return "returned a " + value.getClass().getName() + ", not " + type.readable();
        }
        return value instanceof Double number && !Double.isFinite(number)
                ? "returned " + number + ", not a finite number"
                : null;
    }
}
