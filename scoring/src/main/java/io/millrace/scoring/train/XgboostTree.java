package io.millrace.scoring.train;

import io.millrace.scoring.TreeEnsemble;

/**
 * A tree as XGBoost writes it: node 0 is the root, children by number.
 *
 * @param left number of the left child, -1 for a leaf
 * @param right number of the right child
 * @param features that nodes split
 * @param values threshold of a split, or value of a leaf
 * @param defaultLeft 1 where a missing value goes left
 */
@SuppressWarnings("ArrayRecordComponent")
record XgboostTree(int[] left, int[] right, int[] features, float[] values, int[] defaultLeft) {

    XgboostTree {
        int nodes = left.length;
        if (nodes == 0
                || right.length != nodes
                || features.length != nodes
                || values.length != nodes
                || defaultLeft.length != nodes) {
            throw new IllegalArgumentException(
                    "a tree has %d, %d, %d, %d and %d entries; there must be one for each node"
                            .formatted(
                                    nodes,
                                    right.length,
                                    features.length,
                                    values.length,
                                    defaultLeft.length));
        }
    }

    /**
     * Writes the tree down in preorder. A cycle is met as a tree that's too deep.
     *
     * @param columns that the features stand for
     * @throws IllegalArgumentException if a child or a feature doesn't exist, or it's too deep
     */
    void addTo(TreeEnsemble.Builder trees, int[] columns) {
        trees.tree();
        add(0, trees, columns);
    }

    private void add(int node, TreeEnsemble.Builder trees, int[] columns) {
        if (node < 0 || node >= left.length) {
            throw new IllegalArgumentException(
                    "a tree of " + left.length + " nodes has the child " + node);
        }
        if (left[node] == -1) {
            trees.leaf(values[node]);
            return;
        }
        if (features[node] < 0 || features[node] >= columns.length) {
            throw new IllegalArgumentException(
                    "a tree splits feature " + features[node] + " of " + columns.length);
        }
        trees.split(columns[features[node]], values[node], defaultLeft[node] != 0);
        add(left[node], trees, columns);
        add(right[node], trees, columns);
    }
}
