package io.millrace.schemas.pipeline;

import io.millrace.schemas.pipeline.yaml.Numbers;
import io.millrace.schemas.pipeline.yaml.Rejected;
import io.millrace.schemas.pipeline.yaml.Scalar;
import io.millrace.schemas.pipeline.yaml.ScalarKind;
import io.millrace.schemas.problem.PipelineFileError;

/** The version of the file's format. */
final class VersionKind implements ScalarKind<Long> {
    private static final long VERSION = 1;

    private final ScalarKind<Long> number = Numbers.whole(0, Integer.MAX_VALUE);

    @Override
    public String expected() {
        return "1";
    }

    @Override
    public Long parse(Scalar scalar) throws Rejected {
        long version = number.parse(scalar);
        if (version != VERSION) {
            throw new Rejected(
                    PipelineFileError.UNKNOWN_VERSION,
                    "isn't a version that this release reads: it reads 1",
                    "nothing else in the file was checked");
        }
        return version;
    }
}
