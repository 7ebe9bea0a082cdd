package io.millrace.features.function;

import io.millrace.schemas.event.ValueType;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;

/** A user's function; a service of the tests. Its type is chosen by the constructor. */
public final class Doubled implements ScalarFunction {
    private final String name;
    private final int version;
    private final List<ValueType> parameters;

    public Doubled() {
        this("doubled", 3, List.of(ValueType.DOUBLE));
    }

    Doubled(String name, int version, List<ValueType> parameters) {
        this.name = name;
        this.version = version;
        this.parameters = parameters;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int version() {
        return version;
    }

    @Override
    public List<ValueType> parameters() {
        return parameters;
    }

    @Override
    public ValueType result() {
        return ValueType.DOUBLE;
    }

    @Override
    public String description() {
        return "Twice.";
    }

    @Override
    public String example() {
        return "doubled(1.5)";
    }

    @Override
    public @Nullable Object apply(Object[] arguments) {
        return 2 * (Double) arguments[0];
    }

    @Override
    public Optional<String> complaint(List<Optional<Object>> literals) {
        return literals.get(0).filter(Double.valueOf(13)::equals).map(n -> n + " is unlucky");
    }
}
