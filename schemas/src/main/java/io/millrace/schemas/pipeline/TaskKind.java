package io.millrace.schemas.pipeline;

import io.millrace.schemas.pipeline.yaml.Choice;
import io.millrace.schemas.pipeline.yaml.Rejected;
import io.millrace.schemas.pipeline.yaml.Scalar;
import io.millrace.schemas.pipeline.yaml.ScalarKind;
import io.millrace.schemas.problem.PipelineFileError;

import java.util.Set;

/**
 * What a model answers; says of the tasks that there are and that jobs don't do, that they don't.
 */
record TaskKind(Choice<Model.Task> served) implements ScalarKind<Model.Task> {
    private static final Set<String> NOT_SERVED = Set.of("multiclass", "regression");

    TaskKind() {
        this(Choice.of(Model.Task.values(), '_'));
    }

    @Override
    public String expected() {
        return served.expected();
    }

    @Override
    public Model.Task parse(Scalar scalar) throws Rejected {
        if (NOT_SERVED.contains(scalar.text())) {
            throw new Rejected(
                    PipelineFileError.UNKNOWN_CHOICE,
                    "isn't served yet: predictions have one probability, so a pipeline's model is"
                            + " binary");
        }
        return served.parse(scalar);
    }
}
