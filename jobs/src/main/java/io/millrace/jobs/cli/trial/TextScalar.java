package io.millrace.jobs.cli.trial;

import io.millrace.schemas.pipeline.Text;
import io.millrace.schemas.pipeline.yaml.Rejected;
import io.millrace.schemas.pipeline.yaml.Scalar;
import io.millrace.schemas.pipeline.yaml.ScalarKind;
import io.millrace.schemas.problem.PipelineFileError;

/** Text that isn't blank. */
record TextScalar(String expected) implements ScalarKind<Text> {
    @Override
    public Text parse(Scalar scalar) throws Rejected {
        if (scalar.text().isBlank()) {
            throw new Rejected(PipelineFileError.NO_VALUE, "is blank; it takes " + expected);
        }
        return new Text(scalar.text(), scalar.place());
    }
}
