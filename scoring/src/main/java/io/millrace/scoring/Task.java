package io.millrace.scoring;

/** What a model answers. */
public enum Task {
    /** The probability of the positive class: one output. */
    BINARY,
    /** A probability for each of at least two classes, one output each; they sum to 1. */
    MULTICLASS,
    /** A number for each output. */
    REGRESSION
}
