package io.millrace.schemas.pipeline.yaml;

import java.util.Optional;

/** A kind of single values. */
public interface ScalarKind<T> extends Kind<T> {

    /** The value of what's written, without any report. */
    T parse(Scalar scalar) throws Rejected;

    @Override
    default Optional<T> read(Value value) {
        Optional<Scalar> scalar = value.scalar(expected());
        if (scalar.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse(scalar.get()));
        } catch (Rejected e) {
            value.reject(scalar.get().text(), e);
            return Optional.empty();
        }
    }
}
