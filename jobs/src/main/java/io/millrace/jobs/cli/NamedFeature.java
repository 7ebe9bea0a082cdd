package io.millrace.jobs.cli;

import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.schemas.problem.NearestName;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** A feature that's asked for by name, and the pipeline that has it. */
final class NamedFeature {
    @Parameters(paramLabel = "NAME", description = "The feature's name.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String name;

    @Option(
            names = {"-f", "--file", "--pipeline"},
            paramLabel = "FILE",
            description = "The pipeline file. Default: pipeline.yaml.")
    private Path file = PipelineFile.DEFAULT;

    @Mixin private final Connection connection = new Connection();

    String name() {
        return name;
    }

    Connection connection() {
        return connection;
    }

    CheckedPipeline load(Session session) {
        try (Registries registries = new Registries(session, connection)) {
            return CheckedPipeline.load(session.resolve(file), session.environment(), registries);
        }
    }

    /**
     * The one that's asked for.
     *
     * @throws CommandFailure with the nearest name if there's none
     */
    <T> T find(List<T> all, Function<T, String> nameOf) {
        return all.stream()
                .filter(one -> nameOf.apply(one).equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                CommandFailure.usage(
                                        file + " has no feature \"" + name + "\"",
                                        NearestName.of(name, all.stream().map(nameOf).toList())
                                                .map(near -> "did you mean \"" + near + "\"?")
                                                .orElse("millrace features list has all")));
    }
}
