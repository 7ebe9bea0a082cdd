package io.millrace.schemas.pipeline;

import io.millrace.schemas.pipeline.Monitor.Reference;
import io.millrace.schemas.pipeline.yaml.Rejected;
import io.millrace.schemas.pipeline.yaml.Scalar;
import io.millrace.schemas.pipeline.yaml.ScalarKind;
import io.millrace.schemas.problem.PipelineFileError;

import java.time.Instant;
import java.time.format.DateTimeParseException;

/** What windows are compared with: two words, or a span of event time. */
final class WindowReferenceKind implements ScalarKind<Reference> {

    @Override
    public String expected() {
        return "training, previous, or a span of event time such as"
                + " 2026-01-01T00:00:00Z/2026-01-08T00:00:00Z";
    }

    @Override
    public Reference parse(Scalar scalar) throws Rejected {
        String text = scalar.text();
        int slash = text.indexOf('/');
        if (slash >= 0) {
            return span(text.substring(0, slash), text.substring(slash + 1));
        }
        return switch (text) {
            case "training" -> Reference.TRAINING;
            case "previous" -> Reference.PREVIOUS;
            default ->
                    throw new Rejected(
                            PipelineFileError.UNKNOWN_CHOICE,
                            "isn't a reference",
                            "it takes " + expected());
        };
    }

    private Reference span(String from, String to) throws Rejected {
        try {
            Instant start = Instant.parse(from.strip());
            Instant end = Instant.parse(to.strip());
            if (start.isBefore(end)) {
                return new Reference(Reference.Kind.NAMED, start, end);
            }
        } catch (DateTimeParseException e) {
            throw new Rejected(
                    PipelineFileError.UNKNOWN_CHOICE,
                    "isn't a span of two times",
                    "it takes " + expected());
        }
        throw new Rejected(PipelineFileError.OUT_OF_RANGE, "ends before it begins");
    }
}
