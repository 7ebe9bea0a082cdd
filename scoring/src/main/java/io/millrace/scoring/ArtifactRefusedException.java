package io.millrace.scoring;

public final class ArtifactRefusedException extends Exception {
    public ArtifactRefusedException(String m) {
        super(m);
    }
}
