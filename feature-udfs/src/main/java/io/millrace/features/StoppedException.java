package io.millrace.features;

import io.millrace.schemas.event.Coordinates;

/** An event breaks a rule that declares {@code otherwise: stop}. */
public final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    StoppedException(Refusal refusal, Coordinates at) {
        super(
                "the expectation \""
                        + refusal.rule()
                        + "\" says stop: "
                        + refusal.message()
                        + ", in the record "
                        + at.topic()
                        + "/"
                        + at.partition()
                        + "@"
                        + at.offset()
                        + ". Nothing of it was written. Started again, the job comes to the same"
                        + " record; to pass it, change the rule's otherwise:");
        this.refusal = refusal;
    }

    /** The rule, with what was wrong. */
    public Refusal refusal() {
        return refusal;
    }
}
