package io.millrace.scoring;

/** What a model may be at most. Each bound is checked before memory is taken for it. */
final class Limits {
    /**
     * Of a whole artefact: what fits into a record of the models topic beside its metadata. 100
     * trees of depth 8 take about 0.4 MB.
     */
    static final int BYTES = 14 << 20;

    static final int INPUTS = 4_096;

    /** Encoded columns: one or two a number, one a level of text. */
    static final int COLUMNS = 65_536;

    static final int LEVELS_OF_AN_INPUT = 1_024;
    static final int TEXT_BYTES = 16_384;
    static final int TREES = 10_000;
    static final int TREE_DEPTH = 64;
    static final int GOLDEN_ROWS = 256;
    static final int OUTPUTS = 1_024;
    static final int CALIBRATION_POINTS = 4_096;

    /** A weight beyond it is a diverged training; below it a sum of columns can't overflow. */
    static final double WEIGHT = 1e30;

    private Limits() {}
}
