package io.millrace.schemas.pipeline;

import io.millrace.schemas.pipeline.yaml.Kind;
import io.millrace.schemas.pipeline.yaml.ListKind;
import io.millrace.schemas.pipeline.yaml.Value;

import org.snakeyaml.engine.v2.nodes.SequenceNode;

import java.util.List;
import java.util.Optional;

/** A field, or a list of fields that identify an entity together. */
final class EntityKeyKind implements Kind<List<Text>> {
    private static final ListKind<Text> SEVERAL =
            new ListKind<>(
                    "a list of fields such as [account_id, merchant_id]",
                    TextKind.FIELD,
                    Text::value);

    @Override
    public String expected() {
        return TextKind.FIELD.expected() + "; or " + SEVERAL.expected();
    }

    @Override
    public Optional<List<Text>> read(Value value) {
        return value.node() instanceof SequenceNode
                ? SEVERAL.read(value)
                : TextKind.FIELD.read(value).map(List::of);
    }
}
