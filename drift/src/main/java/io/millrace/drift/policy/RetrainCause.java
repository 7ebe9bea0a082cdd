package io.millrace.drift.policy;

/** Why a training is asked for, the most pressing first. */
public enum RetrainCause {
    /** Somebody asked. */
    PERSON,
    /** There's no champion, and there are examples enough. */
    FIRST,
    /** The champion errs more than it did. */
    CHANGE,
    /** A metric is lower than the gate said. */
    PERFORMANCE,
    /** Features moved. */
    DRIFT,
    /** It was time. */
    SCHEDULE,
    /** Many new examples came. */
    EXAMPLES
}
