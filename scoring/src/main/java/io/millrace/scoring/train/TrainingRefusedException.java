package io.millrace.scoring.train;

/** No model can be made of these rows; the message says why, and what's needed. */
public final class TrainingRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TrainingRefusedException(String message) {
        super(message);
    }

    public TrainingRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
