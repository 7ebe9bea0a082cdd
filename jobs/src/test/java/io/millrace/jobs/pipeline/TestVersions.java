package io.millrace.jobs.pipeline;

import io.millrace.registry.ModelVersions;
import io.millrace.schemas.avro.GateVerdict;
import io.millrace.schemas.avro.Lineage;
import io.millrace.schemas.avro.ModelVersion;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Versions of the shop's model fraud whose artefacts are texts. */
public final class TestVersions {
    public static final String FINGERPRINT = "features-1";

    private TestVersions() {}

    public static String digest(String artifact) {
        return ModelVersions.digest(artifact.getBytes(StandardCharsets.UTF_8));
    }

    /** With an AUC of 0.9 on nine rows. */
    public static GateVerdict gate(boolean passed) {
        String reason = passed ? "auc 0.9000 on the newest 9 rows" : "at least 0.95 is asked";
        return new GateVerdict(passed, reason, "auc", 0.9, Map.of(), 9L, null);
    }

    /**
     * @param asOf epoch milliseconds
     * @param gate null if it passed none
     */
    public static ModelVersion version(String artifact, long asOf, @Nullable GateVerdict gate) {
        byte[] bytes = artifact.getBytes(StandardCharsets.UTF_8);
        return ModelVersion.newBuilder()
                .setPipeline("shop")
                .setModel("fraud")
                .setDigest(digest(artifact))
                .setTask("binary")
                .setFormat("test/1")
                .setArtifact(ByteBuffer.wrap(bytes))
                .setArtifactBytes(bytes.length)
                .setFingerprint(FINGERPRINT)
                .setInputs(List.of())
                .setLineage(Lineage.newBuilder().setRows(36L).build())
                .setAsOf(Instant.ofEpochMilli(asOf))
                .setGate(gate)
                .build();
    }
}
