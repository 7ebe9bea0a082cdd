package io.millrace.scoring.exchange;

import io.millrace.scoring.TreeEnsemble;

/**
 * A tree whose nodes name their children by number, as libraries write it. Node 0 is the root.
 *
 * @param left number of the left child, -1 for a leaf
 * @param right number of the right child
 * @param features that nodes split
 * @param values threshold of a split, below which a row goes left; or value of a leaf
 * @param missingLeft whether a missing value goes left
 * @param covers weight of the training rows that reached each node, all positive; or empty
 */
@SuppressWarnings("ArrayRecordComponent")
public record NodeTree(
        int[] left,
        int[] right,
        int[] features,
        float[] values,
        boolean[] missingLeft,
        float[] covers) {

    public NodeTree {
        int nodes = left.length;
        if (nodes == 0
                || right.length != nodes
                || features.length != nodes
                || values.length != nodes
                || missingLeft.length != nodes
                || (covers.length != nodes && covers.length != 0)) {
            throw new IllegalArgumentException(
                    "a tree has %d, %d, %d, %d and %d entries; there must be one for each node"
                            .formatted(
                                    nodes,
                                    right.length,
                                    features.length,
                                    values.length,
                                    missingLeft.length));
        }
    }

    /**
     * Writes the tree down in preorder. A cycle is met as a tree that has more nodes than there
     * are; nodes that pruning left behind aren't written.
     *
     * @param columns that the features stand for
     * @param withCovers whether covers are written too
     * @throws IllegalArgumentException if a child or a feature doesn't exist, or it's too deep
     */
    public void addTo(TreeEnsemble.Builder trees, int[] columns, boolean withCovers) {
        trees.tree();
        add(0, trees, columns, withCovers, 0);
    }

    private int add(
            int node, TreeEnsemble.Builder trees, int[] columns, boolean withCovers, int before) {
        if (node < 0 || node >= left.length) {
            throw new IllegalArgumentException(
                    "a tree of " + left.length + " nodes has the child " + node);
        }
        if (before >= left.length) {
            throw new IllegalArgumentException(
                    "node " + node + " of a tree is reached twice: the tree has a cycle");
        }
        if (withCovers) {
            trees.cover(covers[node]);
        }
        if (left[node] == -1) {
            trees.leaf(values[node]);
            return before + 1;
        }
        if (features[node] < 0 || features[node] >= columns.length) {
            throw new IllegalArgumentException(
                    "a tree splits feature " + features[node] + " of " + columns.length);
        }
        trees.split(columns[features[node]], values[node], missingLeft[node]);
        int after = add(left[node], trees, columns, withCovers, before + 1);
        return add(right[node], trees, columns, withCovers, after);
    }

    boolean hasCovers() {
        boolean positive = covers.length > 0;
        for (float cover : covers) {
            positive &= cover > 0 && Float.isFinite(cover);
        }
        return positive;
    }
}
