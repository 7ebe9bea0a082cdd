package io.millrace.scoring;

/**
 * Exact Shapley values of trees, where a column that's left out sends a row down both sides by how
 * many training rows went there (path-dependent).
 *
 * <p>For a leaf, only the columns on its path matter: whether the row agrees with all of a column's
 * splits ("one" is 1 or 0), and the share of training rows that do ("zero"). A column's value is a
 * sum over the subsets of the path's other columns, kept as a polynomial in the subset's size:
 * {@code extend} adds a column, {@code unwound} is the sum without one. O(leaves · depth²) a tree,
 * no allocation. Lundberg, Erion and Lee, Consistent individualized feature attribution for tree
 * ensembles, 2018, algorithm 2.
 */
final class TreeShap {
    /** The root's entry, then one for each column on the deepest path. */
    private static final int LONGEST = Limits.TREE_DEPTH + 1;

    private final TreeEnsemble trees;
    private final double[] reciprocals = new double[LONGEST + 1];

    /** A path for each depth, one after the other: a child begins with a copy of its parent's. */
    private final int[] pathColumns = new int[LONGEST * LONGEST];

    private final double[] zeros = new double[LONGEST * LONGEST];
    private final double[] ones = new double[LONGEST * LONGEST];
    private final double[] weights = new double[LONGEST * LONGEST];

    private double[] row = new double[0];
    private double[] values = new double[0];

    /**
     * @throws IllegalArgumentException if the trees have no covers
     */
    TreeShap(TreeEnsemble trees) {
        if (trees.trees() > 0 && !trees.hasCovers()) {
            throw new IllegalArgumentException(
                    "its trees don't say how many training rows reached each node; train or import"
                            + " the model again");
        }
        this.trees = trees;
        for (int i = 1; i < reciprocals.length; i++) {
            reciprocals[i] = 1.0 / i;
        }
    }

    /** The mean margin over the training rows: what's said of a row of which nothing is known. */
    double base() {
        double base = trees.base();
        for (int tree = 0; tree < trees.trees(); tree++) {
            base += mean(trees.firstNode(tree));
        }
        return base;
    }

    private double mean(int node) {
        if (trees.split(node) == TreeEnsemble.LEAF) {
            return trees.value(node);
        }
        double left = leftShare(node);
        return left * mean(node + 1) + (1 - left) * mean(trees.right(node));
    }

    /** Of what reaches a split; by its children, so that shares sum to 1 whatever rounding did. */
    private double leftShare(int node) {
        double left = trees.cover(node + 1);
        return left / (left + trees.cover(trees.right(node)));
    }

    /** Adds the value of each column to {@code into}. */
    void addTo(double[] into, double[] columns) {
        row = columns;
        values = into;
        for (int tree = 0; tree < trees.trees(); tree++) {
            descend(trees.firstNode(tree), 0, 0, -1, 1, 1);
        }
    }

    /**
     * @param depth of the node; its path lies there
     * @param length of the parent's path
     * @param column that led here, -1 at the root
     */
    private void descend(int node, int depth, int length, int column, double zero, double one) {
        int path = depth * LONGEST;
        if (depth > 0) {
            copy(path - LONGEST, path, length);
        }
        extend(path, length, column, zero, one);
        int split = trees.split(node);
        if (split == TreeEnsemble.LEAF) {
            addLeaf(path, length, trees.value(node));
            return;
        }
        int next = length + 1;
        int splitColumn = split >>> 1;
        double splitZero = 1;
        double splitOne = 1;
        int known = find(path, next, splitColumn);
        if (known > 0) {
            splitZero = zeros[path + known];
            splitOne = ones[path + known];
            unwind(path, next - 1, known);
            next--;
        }
        float x = (float) row[splitColumn];
        boolean left = x < trees.value(node) || ((split & 1) != 0 && Float.isNaN(x));
        double share = leftShare(node);
        int right = trees.right(node);
        descend(node + 1, depth + 1, next, splitColumn, splitZero * share, left ? splitOne : 0);
        descend(right, depth + 1, next, splitColumn, splitZero * (1 - share), left ? 0 : splitOne);
    }

    private void copy(int from, int to, int length) {
        // By hand: paths are a few entries long.
        for (int i = 0; i < length; i++) {
            pathColumns[to + i] = pathColumns[from + i];
            zeros[to + i] = zeros[from + i];
            ones[to + i] = ones[from + i];
            weights[to + i] = weights[from + i];
        }
    }

    private int find(int path, int length, int column) {
        for (int i = 1; i < length; i++) {
            if (pathColumns[path + i] == column) {
                return i;
            }
        }
        return -1;
    }

    private void extend(int path, int length, int column, double zero, double one) {
        pathColumns[path + length] = column;
        zeros[path + length] = zero;
        ones[path + length] = one;
        weights[path + length] = length == 0 ? 1 : 0;
        double each = reciprocals[length + 1];
        for (int i = length - 1; i >= 0; i--) {
            double weight = weights[path + i];
            weights[path + i + 1] += one * weight * (i + 1) * each;
            weights[path + i] = zero * weight * (length - i) * each;
        }
    }

    /** Takes entry {@code at} out of a path whose last entry is {@code last}. */
    private void unwind(int path, int last, int at) {
        double one = ones[path + at];
        double zero = zeros[path + at];
        double next = weights[path + last];
        for (int i = last - 1; i >= 0; i--) {
            if (one != 0) {
                double before = weights[path + i];
                weights[path + i] = next * (last + 1) / ((i + 1) * one);
                next = before - weights[path + i] * zero * (last - i) * reciprocals[last + 1];
            } else {
                weights[path + i] = weights[path + i] * (last + 1) / (zero * (last - i));
            }
        }
        for (int i = at; i < last; i++) {
            pathColumns[path + i] = pathColumns[path + i + 1];
            zeros[path + i] = zeros[path + i + 1];
            ones[path + i] = ones[path + i + 1];
        }
    }

    private void addLeaf(int path, int last, double leaf) {
        for (int i = 1; i <= last; i++) {
            double one = ones[path + i];
            double zero = zeros[path + i];
            values[pathColumns[path + i]] += unwound(path, last, one, zero) * (one - zero) * leaf;
        }
    }

    /** The sum of the weights without an entry. */
    private double unwound(int path, int last, double one, double zero) {
        double sum = 0;
        if (one != 0) {
            double next = weights[path + last];
            double scale = 1 / one;
            for (int i = last - 1; i >= 0; i--) {
                double weight = next * reciprocals[i + 1] * scale;
                sum += weight;
                next = weights[path + i] - weight * zero * (last - i);
            }
        } else {
            double scale = 1 / zero;
            for (int i = last - 1; i >= 0; i--) {
                sum += weights[path + i] * reciprocals[last - i] * scale;
            }
        }
        return sum * (last + 1);
    }
}
