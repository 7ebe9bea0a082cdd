package io.millrace.scoring;

/** What turns encoded columns into a margin: the log-odds of the positive class. */
public sealed interface Predictor permits Linear, TreeEnsemble {

    /** The lowest number of columns that it can read. */
    int columns();

    /** Whether a column may be missing (NaN). */
    boolean takesMissing();

    /** The log-odds, finite. Allocates nothing; keeps no state. */
    double margin(double[] columns);
}
