package io.millrace.scoring.train;

/** A frozen dataset isn't whole, or isn't what its digest says. */
public final class DatasetBrokenException extends Exception {
    private static final long serialVersionUID = 1L;

    DatasetBrokenException(String message) {
        super(message);
    }

    DatasetBrokenException(String message, Throwable cause) {
        super(message, cause);
    }
}
