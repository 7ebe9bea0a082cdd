package io.millrace.jobs.cli.model;

import io.millrace.schemas.avro.ModelVersion;
import io.millrace.scoring.ArtifactRefusedException;
import io.millrace.scoring.ModelArtifact;

import java.nio.ByteBuffer;

/** The artefacts of published versions. */
public final class Artifacts {
    private Artifacts() {}

    /**
     * The artefact in a version's record, checked like any that's loaded.
     *
     * @throws ArtifactRefusedException if it isn't in the record, can't be loaded, or has another
     *     digest than the record says
     */
    public static ModelArtifact of(ModelVersion version) throws ArtifactRefusedException {
        ByteBuffer held = version.getArtifact();
        if (held == null) {
            throw new ArtifactRefusedException(
                    "the registry doesn't hold the artefact itself, it's at " + version.getUri());
        }
        byte[] bytes = new byte[held.remaining()];
        held.duplicate().get(bytes);
        ModelArtifact artifact = ModelArtifact.load(bytes);
        if (!artifact.digest().equals(version.getDigest())) {
            throw new ArtifactRefusedException(
                    "its digest is "
                            + artifact.digest()
                            + ", the registry says "
                            + version.getDigest());
        }
        return artifact;
    }
}
