package io.millrace.jobs.pipeline;

import io.millrace.schemas.pipeline.Labels;
import io.millrace.schemas.pipeline.Pipeline;
import io.millrace.schemas.pipeline.Source;
import io.millrace.schemas.problem.Problems;
import io.millrace.schemas.serde.SchemaRegistry;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The schemas of a pipeline's topics.
 *
 * @param sources in the pipeline's order
 * @param labels empty if the pipeline has none
 */
record PipelineSchemas(List<SourceSchema> sources, Optional<LabelSchema> labels) {

    /**
     * Finds every schema: in the file that's named for it, or else in the registry.
     *
     * @param folder of the pipeline file
     * @param registry asked for only if a topic has no file; empty if there's none
     * @throws io.millrace.schemas.problem.ProblemsException with every topic that has none, and
     *     every field that the labels' doesn't have
     */
    static PipelineSchemas of(
            Pipeline pipeline, Path folder, Supplier<Optional<SchemaRegistry>> registry) {
        Problems problems = new Problems();
        SchemaFinder finder = new SchemaFinder(folder, registry, problems);
        List<SourceSchema> sources = new ArrayList<>();
        for (Source source : pipeline.sources()) {
            String owner = "source \"" + source.name() + "\"";
            source.featuresOf()
                    .map(of -> finder.findVectors(owner, of, source.schema(), source.topic()))
                    .orElseGet(
                            () ->
                                    finder.find(
                                            owner, source.name(), source.schema(), source.topic()))
                    .ifPresent(found -> sources.add(of(source, found)));
        }
        Optional<LabelSchema> labels =
                pipeline.labels()
                        .flatMap(
                                declared ->
                                        finder.find(
                                                        "the labels",
                                                        declared.topic(),
                                                        declared.schema(),
                                                        declared.topic())
                                                .map(found -> of(declared, found)));
        labels.ifPresent(found -> LabelFields.check(found.labels(), found.schema(), problems));
        problems.throwIfErrors();
        return new PipelineSchemas(sources, labels);
    }

    private static SourceSchema of(Source source, TopicSchema found) {
        return new SourceSchema(
                source, found.schema(), found.text(), found.origin(), found.fromFile());
    }

    private static LabelSchema of(Labels labels, TopicSchema found) {
        return new LabelSchema(
                labels, found.schema(), found.text(), found.origin(), found.fromFile());
    }
}
