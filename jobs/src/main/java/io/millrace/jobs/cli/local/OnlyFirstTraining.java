package io.millrace.jobs.cli.local;

import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.schemas.pipeline.Pipeline;
import io.millrace.schemas.pipeline.RetrainWhen;

import java.util.Optional;
import java.util.OptionalInt;

/** A pipeline whose first model stays: for comparison. */
final class OnlyFirstTraining {
    private OnlyFirstTraining() {}

    static CheckedPipeline of(CheckedPipeline checked) {
        Pipeline p = checked.pipeline();
        Optional<RetrainWhen> first =
                p.retrainWhen()
                        .map(
                                when ->
                                        new RetrainWhen(
                                                when.firstExamples(),
                                                false,
                                                Optional.empty(),
                                                Optional.empty(),
                                                OptionalInt.empty(),
                                                when.coolDown(),
                                                when.atMostPerDay()));
        Pipeline changed = p.withRetrainWhen(first);
        return new CheckedPipeline(
                changed, checked.schemas(), checked.labels(), checked.plan(), checked.warnings());
    }
}
