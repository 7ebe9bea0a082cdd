package io.millrace.drift.profile;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where a reference is cut into cells.
 *
 * <ul>
 *   <li>A few distinct values (the caller says how many): each has a cell of its own. Distribution
 *       functions are then compared without loss, whatever comes later.
 *   <li>More: 256 quantiles (values of the reference), and an own cell for the minimum and for each
 *       value that holds 1/256 of the reference or more. A distance between distribution functions
 *       that's taken at these places is never too large, and too small by 1/256 at most.
 * </ul>
 *
 * Either way the edges of the ten cells of the population stability index are among the edges.
 */
final class CellPlan {
    private static final int QUANTILES = 256;
    private static final int DECILES = 10;

    private final double[] sorted;
    private final int distinctKept;

    /**
     * @param sorted finite values, rising, no -0.0 among them
     * @param distinctKept up to so many distinct values have a cell each
     */
    CellPlan(double[] sorted, int distinctKept) {
        this.sorted = sorted;
        this.distinctKept = distinctKept;
    }

    /**
     * Ten cells of equal shares: edges at the quantiles i/10, equal edges merged; a value that
     * holds a tenth or more has a cell of its own.
     */
    NumericCells stabilityCells() {
        SortedMap<Double, Boolean> edges = deciles();
        addAtoms(DECILES, edges);
        return cells(edges);
    }

    /** The cells that windows are counted in; finer than {@link #stabilityCells}. */
    NumericCells frozenCells() {
        SortedMap<Double, Boolean> edges = deciles();
        if (distinct() <= distinctKept) {
            for (double value : sorted) {
                edges.put(value, true);
            }
            return cells(edges);
        }
        for (int i = 1; i <= QUANTILES; i++) {
            int rank = (int) (((long) sorted.length * i + QUANTILES - 1) / QUANTILES);
            edges.put(sorted[rank - 1], false);
        }
        edges.put(sorted[0], true);
        addAtoms(QUANTILES, edges);
        return cells(edges);
    }

    private SortedMap<Double, Boolean> deciles() {
        SortedMap<Double, Boolean> edges = new TreeMap<>();
        for (int i = 1; i < DECILES && sorted.length > 0; i++) {
            edges.put(interpolated(i), false);
        }
        return edges;
    }

    /** The quantile i/10, by linear interpolation between the ranks (R's type 7, NumPy's own). */
    private double interpolated(int i) {
        long scaled = (sorted.length - 1L) * i;
        int below = (int) (scaled / DECILES);
        double fraction = (scaled % DECILES) / (double) DECILES;
        if (fraction == 0) {
            return sorted[below];
        }
        double low = sorted[below];
        double high = sorted[below + 1];
        // Two products rather than one of the difference, which overflows between huge values.
        double between = low == high ? low : low * (1 - fraction) + high * fraction;
        return Math.max(low, Math.min(high, between)) + 0.0;
    }

    /** Adds the values that hold 1/parts of the reference or more, each with a cell of its own. */
    private void addAtoms(int parts, SortedMap<Double, Boolean> edges) {
        int start = 0;
        while (start < sorted.length) {
            int end = start;
            while (end < sorted.length && sorted[end] == sorted[start]) {
                end++;
            }
            if ((long) (end - start) * parts >= sorted.length) {
                edges.put(sorted[start], true);
            }
            start = end;
        }
    }

    private long distinct() {
        return Arrays.stream(sorted).distinct().count();
    }

    private static NumericCells cells(SortedMap<Double, Boolean> edges) {
        double[] values = new double[edges.size()];
        boolean[] own = new boolean[edges.size()];
        int i = 0;
        for (var edge : edges.entrySet()) {
            values[i] = edge.getKey();
            own[i++] = edge.getValue();
        }
        return new NumericCells(values, own);
    }
}
