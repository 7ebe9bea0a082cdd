package io.millrace.registry;

import io.millrace.schemas.avro.Arm;
import io.millrace.schemas.avro.Deployment;
import io.millrace.schemas.avro.Lineage;
import io.millrace.schemas.avro.ModelReference;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.avro.Switch;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Records as a test needs them. */
final class Examples {
    private Examples() {}

    /** Sixty-four times the same digit. */
    static String digest(char digit) {
        return String.valueOf(digit).repeat(64);
    }

    static ModelReference version(char digit) {
        return new ModelReference(digest(digit), null);
    }

    static Arm arm(char digit, int share, int firstBucket) {
        return new Arm(digest(digit), 2, share, firstBucket);
    }

    /** Epoch n of the model fraud, with the champion aaa…. */
    static Deployment deployment(long epoch) {
        return Deployment.newBuilder()
                .setPipeline("card-fraud")
                .setModel("fraud")
                .setEpoch(epoch)
                .setChampion(version('a'))
                .setActor("test")
                .build();
    }

    static Deployment deployment(long epoch, @Nullable Long asked) {
        Deployment deployment = deployment(epoch);
        deployment.setEffectiveFrom(asked == null ? null : Instant.ofEpochMilli(asked));
        return deployment;
    }

    static Deployment withArms(Arm... arms) {
        Deployment deployment = deployment(1);
        deployment.setSalt("spring");
        deployment.setArms(List.of(arms));
        return deployment;
    }

    static Switch stamped(long epoch, long effectiveFrom, long offset) {
        return new Switch(deployment(epoch), Instant.ofEpochMilli(effectiveFrom), offset);
    }

    static ModelVersion modelVersion(String artifact) {
        byte[] bytes = artifact.getBytes(StandardCharsets.UTF_8);
        return ModelVersion.newBuilder()
                .setPipeline("card-fraud")
                .setModel("fraud")
                .setDigest(ModelVersions.digest(bytes))
                .setTask("binary")
                .setFormat("test/1")
                .setArtifact(ByteBuffer.wrap(bytes))
                .setArtifactBytes(bytes.length)
                .setFingerprint("f")
                .setInputs(List.of())
                .setMetrics(Map.of("auc", 0.9))
                .setLineage(Lineage.newBuilder().build())
                .build();
    }
}
