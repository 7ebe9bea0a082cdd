package io.millrace.schemas.pipeline;

import io.millrace.schemas.pipeline.yaml.Rejected;
import io.millrace.schemas.pipeline.yaml.Scalar;
import io.millrace.schemas.pipeline.yaml.ScalarKind;
import io.millrace.schemas.problem.PipelineFileError;

/** A rule without a setting: {@code not_null: true}. */
final class TrueKind implements ScalarKind<Boolean> {

    @Override
    public String expected() {
        return "true";
    }

    @Override
    public Boolean parse(Scalar scalar) throws Rejected {
        if (!scalar.typed() || !scalar.text().equalsIgnoreCase("true")) {
            throw new Rejected(
                    PipelineFileError.WRONG_TYPE,
                    "isn't true",
                    "leave the key out if the rule shouldn't hold");
        }
        return true;
    }
}
