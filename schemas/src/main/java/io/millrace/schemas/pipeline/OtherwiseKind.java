package io.millrace.schemas.pipeline;

import io.millrace.schemas.pipeline.yaml.Choice;
import io.millrace.schemas.pipeline.yaml.Kind;
import io.millrace.schemas.pipeline.yaml.Value;

import java.util.Optional;

/** What happens otherwise; YAML's {@code null} is a word here. */
final class OtherwiseKind implements Kind<Otherwise> {
    private static final Choice<Otherwise> CHOICE = Choice.of(Otherwise.values(), '-');

    @Override
    public String expected() {
        return CHOICE.expected();
    }

    @Override
    public Optional<Otherwise> read(Value value) {
        return value.isWord("null") ? Optional.of(Otherwise.NULL) : CHOICE.read(value);
    }
}
