package io.millrace.jobs.cli;

import io.millrace.jobs.cli.model.Artifacts;
import io.millrace.schemas.serde.ConfluentSchemaRegistry;
import io.millrace.schemas.serde.SchemaRegistry;
import io.millrace.scoring.ArtifactRefusedException;
import io.millrace.scoring.ModelArtifact;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where commands get models from: a file, without any cluster, or a pipeline's registry. */
final class ModelSource {
    @Option(
            names = {"-f", "--file", "--pipeline"},
            paramLabel = "FILE",
            description = {
                "The pipeline file, for models of its registry. Default: pipeline.yaml, or else"
                        + " the pipeline that runs here."
            })
    @Nullable Path file;

    @Mixin private final Connection connection = new Connection();

    /**
     * @param reference a file of {@code registry export --format millrace}, or a version
     */
    ModelArtifact load(Session session, String reference) throws IOException {
        Path named = session.resolve(Path.of(reference));
        try {
            if (Files.isRegularFile(named)) {
                return ModelArtifact.load(Files.readAllBytes(named));
            }
            if (!reference.contains("@") && !reference.matches("[0-9a-f]{6,64}")) {
                throw CommandFailure.usage(
                        "there is no file " + reference + ", and it's no version either",
                        "name a file of registry export --format millrace, or one such as fraud@3");
            }
            Endpoints endpoints = connection.resolve(session);
            String pipeline = LifeCycleCommand.pipeline(session, file, endpoints);
            try (SchemaRegistry schemas = new ConfluentSchemaRegistry(endpoints.requireRegistry());
                    ModelLog log = new ModelLog(endpoints, pipeline, schemas)) {
                return Artifacts.of(LifeCycleCommand.find(log.versions(), reference));
            }
        } catch (ArtifactRefusedException e) {
            throw new CommandFailure(ExitCode.NO, reference + " can't be loaded: " + e.getMessage())
                    .causedBy(e);
        }
    }
}
