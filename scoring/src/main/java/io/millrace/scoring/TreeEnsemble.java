package io.millrace.scoring;

import java.util.Arrays;

/**
 * Binary trees whose leaves are summed.
 *
 * <p>All trees lie in one array, each in preorder: a node's left child is the node after it, and
 * only the place of the right child is kept. A node takes {@value #WIDTH} ints: its column and
 * default direction, its threshold or leaf value as float bits, its right child. Written down in
 * preorder, a tree can't have a cycle or a child outside of it; what can be wrong (too few nodes,
 * too many, too deep) is refused by the {@link Builder}.
 *
 * <p>A row goes left where {@code (float) x < threshold}, as XGBoost does, and where a missing
 * value is told to.
 */
public final class TreeEnsemble implements Predictor {
    static final int WIDTH = 3;
    static final int LEAF = -1;

    private final double base;
    private final int[] roots;
    private final int[] nodes;
    private final float[] covers;
    private final int columns;
    private final TreeWalk walk;

    private TreeEnsemble(double base, int[] roots, int[] nodes, float[] covers, int columns) {
        this.base = base;
        this.roots = roots;
        this.nodes = nodes;
        this.covers = covers;
        this.columns = columns;
        walk = TreeWalk.of(this);
    }

    /**
     * @param base margin before the first tree
     */
    public static Builder builder(double base) {
        return new Builder(base);
    }

    /** Margin before the first tree. */
    public double base() {
        return base;
    }

    /** How many there are. */
    public int trees() {
        return roots.length;
    }

    /** A tree's root; its nodes follow in preorder. */
    public int firstNode(int tree) {
        return roots[tree] / WIDTH;
    }

    /** The number after a tree's last node. */
    public int endNode(int tree) {
        return (tree + 1 == roots.length ? nodes.length : roots[tree + 1]) / WIDTH;
    }

    /** Column times two, plus one where a missing value goes left; or -1 for a leaf. */
    public int split(int node) {
        return nodes[node * WIDTH];
    }

    /** A threshold or a leaf's value. */
    public float value(int node) {
        return Float.intBitsToFloat(nodes[node * WIDTH + 1]);
    }

    /** Place of the right child of a split. */
    public int right(int node) {
        return nodes[node * WIDTH + 2] / WIDTH;
    }

    /** Whether it knows how many training rows reached each node, as explanations need. */
    public boolean hasCovers() {
        return covers.length > 0;
    }

    /** Weight of the training rows that reached the node. */
    public float cover(int node) {
        return covers[node];
    }

    @Override
    public int columns() {
        return columns;
    }

    @Override
    public boolean takesMissing() {
        return true;
    }

    @Override
    public double margin(double[] columns) {
        return walk.sum(base, columns);
    }

    /** Takes trees node by node, in preorder. */
    public static final class Builder {
        private final double base;
        private int[] roots = new int[16];
        private int trees;
        private int[] nodes = new int[256 * WIDTH];
        private float[] covers = new float[0];
        private float nextCover = Float.NaN;
        private int end;
        private int columns;

        private final int[] open = new int[Limits.TREE_DEPTH];
        private final int[] openDepths = new int[Limits.TREE_DEPTH];
        private int opened;
        private int depth;
        private boolean complete = true;

        private Builder(double base) {
            if (!(Math.abs(base) <= Limits.WEIGHT)) {
                throw new IllegalArgumentException(
                        "base margin is " + base + "; it must be within ±" + Limits.WEIGHT);
            }
            this.base = base;
        }

        /** Begins the next tree. */
        public Builder tree() {
            requireComplete();
            if (trees == Limits.TREES) {
                throw new IllegalArgumentException("more than " + Limits.TREES + " trees");
            }
            if (trees == roots.length) {
                roots = Arrays.copyOf(roots, trees * 2);
            }
            roots[trees++] = end;
            depth = 0;
            complete = false;
            return this;
        }

        /** A node with two children: the next node is the left one. */
        public Builder split(int column, float threshold, boolean missingGoesLeft) {
            if (column < 0 || column >= Limits.COLUMNS) {
                throw new IllegalArgumentException(
                        where() + " splits column " + column + "; 0 to " + (Limits.COLUMNS - 1));
            }
            if (depth == Limits.TREE_DEPTH) {
                throw new IllegalArgumentException(
                        where() + " is deeper than " + Limits.TREE_DEPTH + " splits");
            }
            int node = add(column * 2 + (missingGoesLeft ? 1 : 0), threshold);
            open[opened] = node;
            openDepths[opened++] = ++depth;
            columns = Math.max(columns, column + 1);
            return this;
        }

        /** A node without children. */
        public Builder leaf(float value) {
            add(LEAF, value);
            if (opened == 0) {
                complete = true;
            } else {
                // The next node is the right child of the innermost split that still lacks one.
                nodes[open[--opened] + 2] = end;
                depth = openDepths[opened];
            }
            return this;
        }

        /**
         * Weight of the training rows that reach the next node; for each node, or for none.
         *
         * @param cover positive, finite
         */
        public Builder cover(float cover) {
            if (!(cover > 0) || !Float.isFinite(cover)) {
                throw new IllegalArgumentException(
                        where() + " has the cover " + cover + "; it must be finite, above 0");
            }
            nextCover = cover;
            return this;
        }

        private void addCover() {
            int node = end / WIDTH;
            boolean has = !Float.isNaN(nextCover);
            if (node > 0 && has != covers.length > 0) {
                throw new IllegalArgumentException(
                        where() + ": either every node has a cover, or none");
            }
            if (has) {
                if (node == covers.length) {
                    covers = Arrays.copyOf(covers, Math.max(256, Math.multiplyExact(node, 2)));
                }
                covers[node] = nextCover;
            }
            nextCover = Float.NaN;
        }

        private int add(int split, float value) {
            if (complete) {
                throw new IllegalArgumentException(
                        "tree " + (trees - 1) + " has a node after its end");
            }
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException(
                        where() + " has the value " + value + "; it must be finite");
            }
            if (end == nodes.length) {
                nodes = Arrays.copyOf(nodes, Math.multiplyExact(end, 2));
            }
            addCover();
            int node = end;
            nodes[node] = split;
            nodes[node + 1] = Float.floatToRawIntBits(value);
            end += WIDTH;
            return node;
        }

        private String where() {
            int first = trees == 0 ? 0 : roots[trees - 1];
            return "node " + (end - first) / WIDTH + " of tree " + (trees - 1);
        }

        private void requireComplete() {
            if (!complete) {
                throw new IllegalArgumentException(
                        "tree " + (trees - 1) + " ends before its last leaf");
            }
        }

        public TreeEnsemble build() {
            requireComplete();
            return new TreeEnsemble(
                    base,
                    Arrays.copyOf(roots, trees),
                    Arrays.copyOf(nodes, end),
                    Arrays.copyOf(covers, covers.length == 0 ? 0 : end / WIDTH),
                    columns);
        }
    }
}
