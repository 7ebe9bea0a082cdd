package io.millrace.schemas.pipeline;

import io.millrace.schemas.pipeline.yaml.ListKind;
import io.millrace.schemas.pipeline.yaml.Rejected;
import io.millrace.schemas.pipeline.yaml.Scalar;
import io.millrace.schemas.pipeline.yaml.ScalarKind;
import io.millrace.schemas.pipeline.yaml.Value;
import io.millrace.schemas.problem.PipelineFileError;

import org.snakeyaml.engine.v2.nodes.SequenceNode;

import java.util.List;
import java.util.Optional;

/** {@code all}, which is the empty list, or features by name. */
final class InputsKind implements ScalarKind<List<Text>> {
    private final ListKind<Text> list;

    InputsKind(Names features) {
        list =
                new ListKind<>(
                        "a list of features",
                        new ReferenceKind("a feature", features, PipelineFileError.UNKNOWN_FEATURE),
                        Text::value);
    }

    @Override
    public String expected() {
        return "all, or a list of features";
    }

    @Override
    public Optional<List<Text>> read(Value value) {
        return value.node() instanceof SequenceNode
                ? list.read(value)
                : ScalarKind.super.read(value);
    }

    @Override
    public List<Text> parse(Scalar scalar) throws Rejected {
        if (!scalar.text().equals("all")) {
            throw new Rejected(PipelineFileError.UNKNOWN_CHOICE, "isn't " + expected());
        }
        return List.of();
    }
}
