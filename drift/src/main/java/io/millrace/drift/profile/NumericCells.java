package io.millrace.drift.profile;

import io.millrace.drift.codec.Compact;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The real line, cut into cells at edges e₀ < e₁ < … < eₖ.
 *
 * <p>The cells are (−∞, e₀], (e₀, e₁], …, (eₖ, ∞). An edge may have a cell of its own: then the one
 * before it ends without it, as in (e₀, e₁), [e₁, e₁], (e₁, e₂]. A cell ends at a value whichever
 * it is, so that two distribution functions that are compared at the cells' ends are compared after
 * all copies of a value.
 */
public final class NumericCells {
    private final double[] edges;
    private final boolean[] own;

    /** The cell of the values before each edge, and of those beyond the last. */
    private final int[] before;

    /**
     * @param edges finite, rising
     * @param own for each edge, whether it has a cell of its own
     */
    NumericCells(double[] edges, boolean[] own) {
        if (edges.length != own.length) {
            throw new IllegalArgumentException(own.length + " flags for " + edges.length);
        }
        this.edges = edges.clone();
        this.own = own.clone();
        before = new int[edges.length + 1];
        for (int i = 0; i < edges.length; i++) {
            if (!Double.isFinite(edges[i]) || (i > 0 && edges[i] <= edges[i - 1])) {
                throw new IllegalArgumentException(
                        "edge " + i + " is " + edges[i] + "; edges must be finite and rise");
            }
            before[i + 1] = before[i] + (own[i] ? 2 : 1);
        }
    }

    public int size() {
        return before[edges.length] + 1;
    }

    /**
     * The cell of a value that's not NaN, from 0. O(log n), without allocation; the search has no
     * branch that depends on the value, since values of a stream can't be predicted.
     */
    public int cell(double value) {
        double wanted = value + 0.0; // -0.0 becomes 0.0
        int from = 0;
        int left = edges.length;
        while (left > 1) {
            int half = left >>> 1;
            from += edges[from + half - 1] < wanted ? half : 0;
            left -= half;
        }
        int edge = left == 1 && edges[from] < wanted ? from + 1 : from;
        boolean found = edge < edges.length && edges[edge] == wanted;
        return before[edge] + (found && own[edge] ? 1 : 0);
    }

    /** Which values a cell holds, such as (1.5, 2.0], (2.0, 3.0) or [3.0]. */
    public String name(int cell) {
        int edge = edgeAtOrAfter(cell);
        if (edge == edges.length) {
            return edge == 0 ? "(-∞, ∞)" : "(" + edges[edge - 1] + ", ∞)";
        }
        if (cell > before[edge]) {
            return "[" + edges[edge] + "]";
        }
        String from = edge == 0 ? "-∞" : String.valueOf(edges[edge - 1]);
        return "(" + from + ", " + edges[edge] + (own[edge] ? ")" : "]");
    }

    /** How long a cell is; 0 for one value, infinite for the outermost ones. */
    public double width(int cell) {
        return upper(cell) - lower(cell);
    }

    /** The middle of a cell; infinite for the outermost ones, NaN without edges. */
    public double middle(int cell) {
        return lower(cell) / 2 + upper(cell) / 2;
    }

    private double lower(int cell) {
        int edge = edgeAtOrAfter(cell);
        if (edge < edges.length && cell > before[edge]) {
            return edges[edge];
        }
        return edge == 0 ? Double.NEGATIVE_INFINITY : edges[edge - 1];
    }

    private double upper(int cell) {
        int edge = edgeAtOrAfter(cell);
        return edge == edges.length ? Double.POSITIVE_INFINITY : edges[edge];
    }

    /**
     * For each cell the one of other cells that holds it.
     *
     * @param coarse whose edges are all edges here, and own cells there are own cells here
     */
    int[] groups(NumericCells coarse) {
        int[] groups = new int[size()];
        for (int cell = 0; cell < groups.length; cell++) {
            int edge = edgeAtOrAfter(cell);
            double highest;
            if (edge == edges.length) {
                highest = Double.POSITIVE_INFINITY;
            } else if (own[edge] && cell == before[edge]) {
                highest = Math.nextDown(edges[edge]);
            } else {
                highest = edges[edge];
            }
            groups[cell] = coarse.cell(highest);
        }
        return groups;
    }

    /** The edge that a cell is or ends at; the number of edges for the cell beyond the last. */
    private int edgeAtOrAfter(int cell) {
        int found = Arrays.binarySearch(before, cell);
        return found >= 0 ? found : -found - 2;
    }

    void write(DataOutput out) throws IOException {
        Compact.writeUnsigned(edges.length, out);
        for (int i = 0; i < edges.length; i++) {
            out.writeDouble(edges[i]);
            out.writeBoolean(own[i]);
        }
    }

    static NumericCells read(DataInput in) throws IOException {
        int size = Compact.readSize(in);
        double[] edges = new double[size];
        boolean[] own = new boolean[size];
        for (int i = 0; i < size; i++) {
            edges[i] = in.readDouble();
            own[i] = in.readBoolean();
        }
        return new NumericCells(edges, own);
    }
}
