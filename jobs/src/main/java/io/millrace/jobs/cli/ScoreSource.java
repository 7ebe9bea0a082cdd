package io.millrace.jobs.cli;

import io.millrace.jobs.cli.model.Artifacts;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.jobs.serve.PastScores;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.pipeline.Pipeline.Order;
import io.millrace.schemas.serde.ConfluentSchemaRegistry;
import io.millrace.schemas.serde.SchemaRegistry;
import io.millrace.scoring.ArtifactRefusedException;
import io.millrace.scoring.ModelArtifact;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** What the rows of a backfill are scored with. */
final class ScoreSource {
    private static final String AS_SERVED = "as-served";

    private final Session session;
    private final Connection connection;

    ScoreSource(Session session, Connection connection) {
        this.session = session;
        this.connection = connection;
    }

    /**
     * @param reference as-served, a version, or a file of an artefact
     */
    PastScores scores(CheckedPipeline checked, String reference) {
        RowType features = checked.plan().features();
        Path file = session.resolve(Path.of(reference));
        try {
            if (!reference.equals(AS_SERVED) && Files.isRegularFile(file)) {
                return one(ModelArtifact.load(Files.readAllBytes(file)), reference, checked);
            }
            if (reference.equals(AS_SERVED) && checked.pipeline().order() == Order.ARRIVAL) {
                throw CommandFailure.usage(
                        "the pipeline answers in the order of arrival: what was in force when an"
                                + " event came isn't a matter of its time",
                        "name a version; or the scores that were served are in "
                                + checked.pipeline().name()
                                + ".predictions");
            }
            Endpoints endpoints = connection.resolve(session);
            try (SchemaRegistry schemas = new ConfluentSchemaRegistry(endpoints.requireRegistry());
                    ModelLog log =
                            new ModelLog(endpoints, checked.pipeline().name().value(), schemas)) {
                return reference.equals(AS_SERVED)
                        ? PastScores.asServed(features, artifacts(log.versions()), log.switches())
                        : one(
                                Artifacts.of(LifeCycleCommand.find(log.versions(), reference)),
                                reference,
                                checked);
            }
        } catch (ArtifactRefusedException e) {
            throw new CommandFailure(
                            ExitCode.NO, reference + " can't score these events: " + e.getMessage())
                    .causedBy(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private PastScores one(ModelArtifact artifact, String reference, CheckedPipeline checked)
            throws ArtifactRefusedException {
        LabelledData.requireBinary(artifact, reference);
        if (!artifact.fingerprint().equals(checked.plan().fingerprint())) {
            session.warning(
                    "%s was trained on the feature set %s, the pipeline makes %s: the columns are"
                                    .formatted(
                                            reference,
                                            artifact.fingerprint(),
                                            checked.plan().fingerprint())
                            + " taken by their names");
        }
        return PastScores.of(artifact, checked.plan().features());
    }

    /** Those that are in their records: serve can't have had others. */
    private static List<byte[]> artifacts(List<ModelVersion> versions) {
        return versions.stream()
                .map(ModelVersion::getArtifact)
                .filter(Objects::nonNull)
                .map(ScoreSource::bytes)
                .toList();
    }

    private static byte[] bytes(ByteBuffer held) {
        byte[] bytes = new byte[held.remaining()];
        held.duplicate().get(bytes);
        return bytes;
    }
}
