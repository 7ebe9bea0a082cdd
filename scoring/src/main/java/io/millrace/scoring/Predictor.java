package io.millrace.scoring;

/**
 * What turns encoded columns into the margin of one output: the number that {@link Link} makes a
 * score of, such as the log-odds of the positive class.
 */
public sealed interface Predictor permits Linear, TreeEnsemble {

    /** The lowest number of columns that it can read. */
    int columns();

    /** Whether a column may be missing (NaN). */
    boolean takesMissing();

    /** The margin, finite. Allocates nothing; keeps no state. */
    double margin(double[] columns);
}
