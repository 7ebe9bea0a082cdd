package io.millrace.jobs.cli.trial;

import io.millrace.jobs.cli.trial.TestFile.TimeAt;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.pipeline.yaml.Kind;
import io.millrace.schemas.pipeline.yaml.Rejected;
import io.millrace.schemas.pipeline.yaml.Scalar;
import io.millrace.schemas.pipeline.yaml.Value;
import io.millrace.schemas.problem.TestFileError;

import java.util.Optional;

/** A point in time. */
final class TimeKind implements Kind<TimeAt> {
    @Override
    public String expected() {
        return TypedText.allowed(ValueType.TIMESTAMP);
    }

    @Override
    public Optional<TimeAt> read(Value value) {
        Optional<Scalar> scalar = value.scalar(expected());
        Optional<TimeAt> time =
                scalar.flatMap(s -> TypedText.parse(ValueType.TIMESTAMP, s.text()))
                        .map(millis -> new TimeAt((Long) millis, value.span()));
        if (time.isEmpty() && scalar.isPresent()) {
            value.reject(
                    scalar.get().text(),
                    new Rejected(TestFileError.BAD_VALUE, "isn't " + expected()));
        }
        return time;
    }
}
