package io.millrace.jobs.pipeline;

import io.millrace.features.FeaturePlan;
import io.millrace.features.MonitorPlan;
import io.millrace.features.function.FunctionJars;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.pipeline.Pipeline;
import io.millrace.schemas.pipeline.PipelineLoader;
import io.millrace.schemas.problem.Problem;
import io.millrace.schemas.serde.RowTypes;
import io.millrace.schemas.serde.SchemaRegistry;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A pipeline file that is right as a whole: its structure, its topics' schemas, its features.
 *
 * @param schemas of the sources, in the pipeline's order
 * @param labels the labels' schema; empty if the pipeline has no labels
 * @param warnings what the file's author should think over; they stop nothing
 */
public record CheckedPipeline(
        Pipeline pipeline,
        List<SourceSchema> schemas,
        Optional<LabelSchema> labels,
        FeaturePlan plan,
        List<Problem> warnings) {

    public CheckedPipeline {
        schemas = List.copyOf(schemas);
        warnings = List.copyOf(warnings);
    }

    /**
     * Reads and checks a file.
     *
     * @param environment values for {@code ${NAME}} in the file
     * @param registry asked for only if a topic has no schema file; empty if there's none
     * @throws io.millrace.schemas.problem.ProblemsException with every mistake that can be seen at
     *     once: in the structure, or else in the schemas, or else in the features (and the jars of
     *     their functions)
     * @throws io.millrace.schemas.serde.RegistryUnavailableException if the registry is needed and
     *     doesn't answer
     */
    public static CheckedPipeline load(
            Path file,
            Map<String, String> environment,
            Supplier<Optional<SchemaRegistry>> registry) {
        PipelineLoader.Loaded loaded =
                PipelineLoader.loadWithWarnings(
                        file.toString(), PipelineLoader.read(file), environment);
        Pipeline pipeline = loaded.pipeline();
        Path folder = Optional.ofNullable(file.getParent()).orElse(Path.of(""));
        PipelineSchemas schemas = PipelineSchemas.of(pipeline, folder, registry);
        List<RowType> types =
                schemas.sources().stream().map(source -> RowTypes.of(source.schema())).toList();
        FunctionJars functions = FunctionFinder.find(pipeline, folder);
        FeaturePlan plan = FeaturePlan.compile(pipeline, types, functions);
        MonitorPlan.compile(pipeline.monitor(), plan.features(), functions);
        return new CheckedPipeline(
                pipeline, schemas.sources(), schemas.labels(), plan, loaded.warnings());
    }

    /** The expressions by which it's watched. */
    public MonitorPlan watched() {
        return MonitorPlan.compile(pipeline.monitor(), plan.features(), plan.functions());
    }
}
