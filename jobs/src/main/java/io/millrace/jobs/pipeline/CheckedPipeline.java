package io.millrace.jobs.pipeline;

import io.millrace.features.FeaturePlan;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.pipeline.Pipeline;
import io.millrace.schemas.pipeline.PipelineLoader;
import io.millrace.schemas.serde.RowTypes;
import io.millrace.schemas.serde.SchemaRegistry;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A pipeline file that is right as a whole: its structure, its sources' schemas, its features.
 *
 * @param schemas of the sources, in the pipeline's order
 */
public record CheckedPipeline(Pipeline pipeline, List<SourceSchema> schemas, FeaturePlan plan) {

    public CheckedPipeline {
        schemas = List.copyOf(schemas);
    }

    /**
     * Reads and checks a file.
     *
     * @param environment values for {@code ${NAME}} in the file
     * @param registry asked for only if a source names no schema file; empty if there's none
     * @throws io.millrace.schemas.problem.ProblemsException with every mistake that can be seen at
     *     once: in the structure, or else in the schemas, or else in the features
     * @throws io.millrace.schemas.serde.RegistryUnavailableException if the registry is needed and
     *     doesn't answer
     */
    public static CheckedPipeline load(
            Path file,
            Map<String, String> environment,
            Supplier<Optional<SchemaRegistry>> registry) {
        Pipeline pipeline = PipelineLoader.load(file, environment);
        Path folder = Optional.ofNullable(file.getParent()).orElse(Path.of(""));
        List<SourceSchema> schemas = new SourceSchemas(folder, registry).of(pipeline.sources());
        List<RowType> types = schemas.stream().map(source -> RowTypes.of(source.schema())).toList();
        return new CheckedPipeline(pipeline, schemas, FeaturePlan.compile(pipeline, types));
    }
}
