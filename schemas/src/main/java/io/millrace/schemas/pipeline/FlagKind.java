package io.millrace.schemas.pipeline;

import io.millrace.schemas.pipeline.yaml.Rejected;
import io.millrace.schemas.pipeline.yaml.Scalar;
import io.millrace.schemas.pipeline.yaml.ScalarKind;
import io.millrace.schemas.problem.PipelineFileError;

/** A setting that's on or off: {@code true} or {@code false}, nothing else. */
final class FlagKind implements ScalarKind<Boolean> {

    @Override
    public String expected() {
        return "true or false";
    }

    @Override
    public Boolean parse(Scalar scalar) throws Rejected {
        boolean yes = scalar.text().equals("true");
        if (!scalar.typed() || !(yes || scalar.text().equals("false"))) {
            throw new Rejected(PipelineFileError.WRONG_TYPE, "isn't " + expected());
        }
        return yes;
    }
}
