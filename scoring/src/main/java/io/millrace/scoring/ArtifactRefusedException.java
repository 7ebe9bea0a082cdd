package io.millrace.scoring;

/** A model can't be used; the message says what's wrong, the value, and what's allowed. */
public final class ArtifactRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    public ArtifactRefusedException(String message) {
        super(message);
    }

    public ArtifactRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
