package io.millrace.scoring;

/**
 * Trees laid out for walking: siblings side by side, so that a step is an addition instead of a
 * jump that the processor has to guess, and leaves that step onto themselves, so that four trees
 * walk abreast for as many steps as the deepest of them has. Guessing wrong costs more than all the
 * rest, and four walks hide each other's waiting for memory.
 *
 * <p>A node takes {@value #WIDTH} ints: column times two plus one where a missing value goes left,
 * threshold as float bits, place of the left child; the right child follows it. A leaf goes right
 * to itself whatever the row says; its value is apart. Leaves are added in the trees' order, so
 * that a sum has the bits that it has tree by tree.
 */
final class TreeWalk {
    private static final int WIDTH = 3;
    private static final int ABREAST = 4;

    private final int[] nodes;
    private final float[] leaves;
    private final int[] roots;

    /** Of each four trees. */
    private final int[] steps;

    private TreeWalk(int[] nodes, float[] leaves, int[] roots, int[] steps) {
        this.nodes = nodes;
        this.leaves = leaves;
        this.roots = roots;
        this.steps = steps;
    }

    static TreeWalk of(TreeEnsemble trees) {
        return new Layout(trees).lay();
    }

    /** The sum of the base and of all leaves. */
    double sum(double base, double[] columns) {
        double sum = base;
        int tree = 0;
        for (int four = 0; four < steps.length; four++, tree += ABREAST) {
            int first = roots[tree];
            int second = roots[tree + 1];
            int third = roots[tree + 2];
            int fourth = roots[tree + 3];
            for (int step = steps[four]; step > 0; step--) {
                first = next(first, columns);
                second = next(second, columns);
                third = next(third, columns);
                fourth = next(fourth, columns);
            }
            sum += leaves[first / WIDTH];
            sum += leaves[second / WIDTH];
            sum += leaves[third / WIDTH];
            sum += leaves[fourth / WIDTH];
        }
        for (; tree < roots.length; tree++) {
            int node = roots[tree];
            int next = next(node, columns);
            while (next != node) {
                node = next;
                next = next(node, columns);
            }
            sum += leaves[node / WIDTH];
        }
        return sum;
    }

    private int next(int node, double[] columns) {
        int split = nodes[node];
        float x = (float) columns[split >>> 1];
        int right = x < Float.intBitsToFloat(nodes[node + 1]) ? 0 : WIDTH;
        // Missing, where neither comparison holds: rare enough to be guessed.
        if (Float.isNaN(x)) {
            right = (split & 1) != 0 ? 0 : WIDTH;
        }
        return nodes[node + 2] + right;
    }

    /** Lays trees out level by level. */
    private static final class Layout {
        private final TreeEnsemble trees;
        private final int[] nodes;
        private final float[] leaves;
        private int end;

        Layout(TreeEnsemble trees) {
            this.trees = trees;
            int count = trees.trees() == 0 ? 0 : trees.endNode(trees.trees() - 1);
            nodes = new int[count * WIDTH];
            leaves = new float[count];
        }

        TreeWalk lay() {
            int count = trees.trees();
            int[] roots = new int[count];
            int[] steps = new int[count / ABREAST];
            for (int tree = 0; tree < count; tree++) {
                roots[tree] = end;
                end += WIDTH;
                int depth = lay(trees.firstNode(tree), roots[tree]);
                if (tree / ABREAST < steps.length) {
                    steps[tree / ABREAST] = Math.max(steps[tree / ABREAST], depth);
                }
            }
            return new TreeWalk(nodes, leaves, roots, steps);
        }

        /** Returns how many steps there are below. */
        private int lay(int node, int place) {
            int split = trees.split(node);
            if (split == TreeEnsemble.LEAF) {
                // Nothing is below NaN, and missing goes right: always to itself.
                nodes[place + 1] = Float.floatToRawIntBits(Float.NaN);
                nodes[place + 2] = place - WIDTH;
                leaves[place / WIDTH] = trees.value(node);
                return 0;
            }
            int left = end;
            end += 2 * WIDTH;
            nodes[place] = split;
            nodes[place + 1] = Float.floatToRawIntBits(trees.value(node));
            nodes[place + 2] = left;
            int below = lay(node + 1, left);
            return 1 + Math.max(below, lay(trees.right(node), left + WIDTH));
        }
    }
}
