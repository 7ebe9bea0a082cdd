package io.millrace.drift.profile;

/**
 * A feature as it was in the reference: how many rows in which cell. The last cells are those that
 * no row of the reference is in.
 */
public sealed interface FeatureProfile permits NumericProfile, CategoryProfile {

    FeatureColumn column();

    /** Rows of the reference, whatever is in them. */
    long rows();

    long nulls();

    /** Rows with NaN or an infinite number; 0 for categories. */
    long nonFinite();

    /** Rows with a value that is in a cell. */
    default long values() {
        return rows() - nulls() - nonFinite();
    }

    int cells();

    /** Rows of the reference in a cell. */
    long count(int cell);

    /** Which values a cell holds, for people. */
    String cellName(int cell);

    /** For each cell the one of the population stability index that it belongs to, from 0. */
    int[] stabilityGroups();

    /** The name of one of those cells. */
    String stabilityName(int group);

    /**
     * The same cells with the rows of a window as the reference. What the window doesn't know is
     * taken from this one: how far values deviate.
     */
    FeatureProfile of(CellCounts window);

    /** Whether the reference has no two different values. True also if it has none at all. */
    boolean isConstant();

    /** The cell of the only value of a constant reference; -1 if it has none. */
    int constantCell();
}
