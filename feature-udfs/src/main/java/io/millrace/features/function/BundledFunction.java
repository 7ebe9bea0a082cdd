package io.millrace.features.function;

import io.millrace.schemas.event.ValueType;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;

/** A function that comes with Millrace. */
record BundledFunction(
        String name,
        List<ValueType> parameters,
        ValueType result,
        String description,
        String example,
        Body body,
        LiteralCheck check)
        implements ScalarFunction {

    interface Body {
        @Nullable Object apply(Object[] arguments);
    }

    interface LiteralCheck {
        Optional<String> complaint(List<Optional<Object>> literals);
    }

    static BundledFunction of(
            String name,
            List<ValueType> parameters,
            ValueType result,
            String description,
            String example,
            Body body) {
        return new BundledFunction(
                name, parameters, result, description, example, body, l -> Optional.empty());
    }

    BundledFunction checking(LiteralCheck literals) {
        return new BundledFunction(name, parameters, result, description, example, body, literals);
    }

    @Override
    public @Nullable Object apply(Object[] arguments) {
        return body.apply(arguments);
    }

    @Override
    public Optional<String> complaint(List<Optional<Object>> literals) {
        return check.complaint(literals);
    }
}
