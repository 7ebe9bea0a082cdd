package io.millrace.scoring;

public final class ModelArtifact {
    public static ModelArtifact load(byte[] b) throws ArtifactRefusedException {
        throw new ArtifactRefusedException("stub");
    }

    public double threshold() {
        return 0.5;
    }

    public String digest() {
        return "";
    }
}
