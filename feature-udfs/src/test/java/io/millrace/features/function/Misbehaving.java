package io.millrace.features.function;

import io.millrace.schemas.event.ValueType;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** A user's function that fails as it's told; a service of the tests. */
public final class Misbehaving implements ScalarFunction {
    @Override
    public String name() {
        return "misbehaving";
    }

    @Override
    public List<ValueType> parameters() {
        return List.of(ValueType.STRING);
    }

    @Override
    public ValueType result() {
        return ValueType.DOUBLE;
    }

    @Override
    public String description() {
        return "Fails as it's told.";
    }

    @Override
    public String example() {
        return "misbehaving(\"not\")";
    }

    @Override
    public @Nullable Object apply(Object[] arguments) {
        return switch ((String) arguments[0]) {
            case "nan" -> Double.NaN;
            case "infinity" -> Double.NEGATIVE_INFINITY;
            case "throw" -> throw new IllegalStateException("as told");
            case "overflow" -> throw new StackOverflowError();
            case "assert" -> throw new AssertionError("as told");
            case "type" -> 7L;
            case "null" -> null;
            default -> 7.5;
        };
    }
}
