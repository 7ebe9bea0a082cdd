package io.millrace.schemas.pipeline;

/** What happens when an expectation isn't met. */
public enum Otherwise {
    /** The event becomes a dead letter. */
    DEAD_LETTER,
    /** The field is taken as null: for features, and for everything after the door. */
    NULL,
    /** It's counted, and nothing else. */
    WARN,
    /** The job fails, and isn't started again by itself. */
    STOP;

    /** As in the pipeline file. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
