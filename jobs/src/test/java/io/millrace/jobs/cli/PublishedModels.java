package io.millrace.jobs.cli;

import io.millrace.schemas.avro.DataRange;
import io.millrace.schemas.avro.GateVerdict;
import io.millrace.schemas.avro.Lineage;
import io.millrace.schemas.avro.ModelInput;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;
import io.millrace.scoring.ArtifactRefusedException;
import io.millrace.scoring.Linear;
import io.millrace.scoring.ModelArtifact;
import io.millrace.scoring.Transform;
import io.millrace.scoring.TreeEnsemble;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Versions of the model fraud whose artefacts score, as a training would have published them. */
final class PublishedModels {
    static final RowType FEATURES =
            new RowType(
                    List.of(
                            new Field("amount", ValueType.DOUBLE, true),
                            new Field("country", ValueType.STRING, true)));

    private PublishedModels() {}

    static Row row(double amount, String country) {
        Row row = new Row(2);
        row.setDouble(0, amount);
        row.setText(1, country);
        return row;
    }

    /** Columns: amount less 100 by 50, DE, other, missing. */
    static ModelArtifact linear(String fingerprint, double weight, String level)
            throws ArtifactRefusedException {
        return ModelArtifact.compile(
                FEATURES,
                List.of(
                        new Transform.Standardise(0, 100, 50, false),
                        new Transform.OneHot(List.of(level))),
                new Linear(-1, new double[] {weight, 0.5, -0.25, 0.125}),
                fingerprint,
                0.5,
                List.of(new Row(2), row(120, "DE"), row(3, "IT")));
    }

    /** One tree: of 8 training rows 6 below 100, of the others one from DE. */
    static ModelArtifact tree(String fingerprint) throws ArtifactRefusedException {
        TreeEnsemble.Builder trees = TreeEnsemble.builder(-1);
        trees.tree().cover(8).split(0, 100, true).cover(6).leaf(-0.5f);
        trees.cover(2).split(1, 0.5f, false).cover(1).leaf(0.25f).cover(1).leaf(2);
        return ModelArtifact.compile(
                FEATURES,
                List.of(new Transform.Plain(), new Transform.OneHot(List.of("DE"))),
                trees.build(),
                fingerprint,
                0.5,
                List.of(new Row(2), row(120, "DE"), row(3, "IT")));
    }

    static ModelVersion version(ModelArtifact artifact, String topic, double auc) {
        byte[] bytes = artifact.toBytes();
        return ModelVersion.newBuilder()
                .setPipeline("shop")
                .setModel("fraud")
                .setDigest(artifact.digest())
                .setTask("binary")
                .setFormat("millrace-scorer/1")
                .setArtifact(ByteBuffer.wrap(bytes))
                .setArtifactBytes(bytes.length)
                .setFingerprint(artifact.fingerprint())
                .setInputs(
                        artifact.inputs().fields().stream()
                                .map(
                                        field ->
                                                new ModelInput(
                                                        field.name(),
                                                        field.type()
                                                                .name()
                                                                .toLowerCase(Locale.ROOT)))
                                .toList())
                .setMetrics(Map.of("auc", auc, "log_loss", 0.25))
                .setLineage(
                        Lineage.newBuilder()
                                .setData(List.of(new DataRange(topic, 0, 0L, 400L)))
                                .setFromEventTime(Instant.parse("2026-01-01T00:00:00Z"))
                                .setToEventTime(Instant.parse("2026-02-01T00:00:00Z"))
                                .setRows(320L)
                                .setDataDigest("d".repeat(64))
                                .setParameters(Map.of("algorithm", "xgboost", "depth", "6"))
                                .setLibraries(Map.of("xgboost", "2.0"))
                                .setSeed(7L)
                                .build())
                .setTriggerId("trigger-1")
                .setAsOf(Instant.parse("2026-02-02T00:00:00Z"))
                .setGate(
                        new GateVerdict(
                                true,
                                "auc %s on the newest 80 rows".formatted(auc),
                                "auc",
                                auc,
                                Map.of("champion", 0.75),
                                80L,
                                null))
                .build();
    }
}
