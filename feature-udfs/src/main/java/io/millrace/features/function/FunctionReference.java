package io.millrace.features.function;

import io.millrace.schemas.event.ValueType;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Which function an expression calls: all that a plan knows of it. */
public record FunctionReference(
        String name, int version, List<ValueType> parameters, ValueType result) {
    public FunctionReference {
        parameters = List.copyOf(parameters);
    }

    public static FunctionReference of(ScalarFunction function) {
        return new FunctionReference(
                function.name(), function.version(), function.parameters(), function.result());
    }

    public static FunctionReference of(AggregateFunction<?> function) {
        return new FunctionReference(
                function.name(),
                function.version(),
                List.of(function.parameter()),
                function.result());
    }

    /** Such as {@code hour(timestamp, text): integer}. */
    public String signature() {
        return parameters.stream()
                        .map(FunctionReference::word)
                        .collect(Collectors.joining(", ", name + "(", "): "))
                + word(result);
    }

    private static String word(ValueType type) {
        return type == ValueType.STRING ? "text" : type.name().toLowerCase(Locale.ROOT);
    }
}
