package io.millrace.jobs.serve;

import io.millrace.schemas.avro.Arm;
import io.millrace.schemas.avro.Deployment;
import io.millrace.schemas.avro.Lineage;
import io.millrace.schemas.avro.ModelReference;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.avro.Switch;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.serde.PlainAvro;
import io.millrace.scoring.ArtifactRefusedException;
import io.millrace.scoring.Linear;
import io.millrace.scoring.ModelArtifact;
import io.millrace.scoring.Transform;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** Small models of the feature {@code amount}, and deployments of them. */
final class TestModels {
    private static final RowType AMOUNT =
            new RowType(List.of(new Field("amount", ValueType.DOUBLE, true)));

    private TestModels() {}

    /** Scores {@code 1 / (1 + exp(-(bias + amount / 100)))}; a larger bias, a larger score. */
    static ModelArtifact model(double bias) {
        return model(bias, TestServe.PLAN.fingerprint());
    }

    static ModelArtifact model(double bias, String fingerprint) {
        Row golden = new Row(1);
        golden.setDouble(0, 12.5);
        try {
            return ModelArtifact.compile(
                    AMOUNT,
                    List.of(new Transform.Standardise(0, 0, 100, false)),
                    new Linear(bias, new double[] {1}),
                    fingerprint,
                    0.5,
                    List.of(golden));
        } catch (ArtifactRefusedException e) {
            throw new AssertionError(e);
        }
    }

    /** An event of an account, with the feature {@code amount} as the engine would have set it. */
    static Event event(String id, long time, String account, double amount) {
        Event event =
                TestServe.event(
                        new io.millrace.jobs.examples.cardfraud.Transaction(
                                id,
                                time,
                                account,
                                "mer-1",
                                amount,
                                "EUR",
                                "DE",
                                "APPROVED",
                                50.0,
                                8.0,
                                false),
                        0,
                        0);
        event.features().setDouble(TestServe.PLAN.features().index("amount"), amount);
        return event;
    }

    static ModelVersion version(ModelArtifact artifact) {
        byte[] bytes = artifact.toBytes();
        return ModelVersion.newBuilder()
                .setPipeline("card-fraud")
                .setModel("fraud")
                .setDigest(artifact.digest())
                .setTask("binary")
                .setFormat("millrace-scorer/1")
                .setArtifact(ByteBuffer.wrap(bytes))
                .setArtifactBytes(bytes.length)
                .setFingerprint(artifact.fingerprint())
                .setInputs(List.of())
                .setLineage(Lineage.newBuilder().build())
                .build();
    }

    static Deployment.Builder deployment(long epoch, @Nullable ModelArtifact champion) {
        return Deployment.newBuilder()
                .setPipeline("card-fraud")
                .setModel("fraud")
                .setEpoch(epoch)
                .setChampion(champion == null ? null : reference(champion))
                .setActor("test");
    }

    static ModelReference reference(ModelArtifact artifact) {
        return new ModelReference(artifact.digest(), null);
    }

    static List<ModelReference> references(ModelArtifact... artifacts) {
        return Arrays.stream(artifacts).map(TestModels::reference).toList();
    }

    static List<Arm> arm(ModelArtifact artifact, int share, int firstBucket) {
        return List.of(new Arm(artifact.digest(), null, share, firstBucket));
    }

    static RegistryUpdate told(ModelArtifact artifact) {
        return new RegistryUpdate(RegistryUpdate.Kind.MODEL, artifact.toBytes());
    }

    static RegistryUpdate told(Deployment deployment, long from) {
        Switch made = new Switch(deployment, Instant.ofEpochMilli(from), deployment.getEpoch() - 1);
        return new RegistryUpdate(RegistryUpdate.Kind.SWITCH, PlainAvro.write(made, Switch.class));
    }

    static RegistryUpdate loaded() {
        return new RegistryUpdate(RegistryUpdate.Kind.LOADED, new byte[0]);
    }
}
