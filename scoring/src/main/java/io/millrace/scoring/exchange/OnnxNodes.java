package io.millrace.scoring.exchange;

import io.millrace.scoring.TreeEnsemble;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The nodes of all trees, as parallel arrays that must fit each other. */
final class OnnxNodes {
    private static final int MOST_NODES = 4_000_000;
    private static final int MOST_TREES = 10_000;

    private final int columns;
    private final int outputs;
    private final int divisor;
    private final int[] treeIds;
    private final int[] nodeIds;
    private final int[] features;
    private final double[] values;
    private final int[] trueIds;
    private final int[] falseIds;
    private final int[] missing;
    private final List<String> modes;
    private final double[] covers;
    private final int[] weightIds;
    private final double[] weights;

    /** Where the nodes of each tree are, by their number. */
    private final Map<Integer, Map<Integer, Integer>> trees = new LinkedHashMap<>();

    /** Weights by the place of their leaf. */
    private final Map<Integer, List<Integer>> leaves = new LinkedHashMap<>();

    /**
     * @param prefix {@code class} or {@code target}
     * @param divisor of the leaves' weights
     */
    OnnxNodes(OnnxAttributes attributes, String prefix, int columns, int outputs, int divisor) {
        this.columns = columns;
        this.outputs = outputs;
        this.divisor = divisor;
        treeIds = attributes.integers("nodes_treeids");
        nodeIds = attributes.integers("nodes_nodeids");
        features = attributes.integers("nodes_featureids");
        values = attributes.realsOrTensor("nodes_values");
        trueIds = attributes.integers("nodes_truenodeids");
        falseIds = attributes.integers("nodes_falsenodeids");
        modes = attributes.texts("nodes_modes");
        int[] tracks = attributes.integers("nodes_missing_value_tracks_true");
        missing = tracks.length == 0 ? new int[treeIds.length] : tracks;
        double[] rates = attributes.realsOrTensor("nodes_hitrates");
        covers = saysSomething(rates) ? rates : new double[0];
        weightIds = attributes.integers(prefix + "_ids");
        weights = attributes.realsOrTensor(prefix + "_weights");
        checkCounts();
        indexNodes();
        indexLeaves(
                attributes.integers(prefix + "_treeids"), attributes.integers(prefix + "_nodeids"));
    }

    /** Some converters write 1 for every node. */
    private static boolean saysSomething(double[] rates) {
        boolean positive = rates.length > 0;
        boolean differ = false;
        for (double rate : rates) {
            positive &= rate > 0 && rate <= Float.MAX_VALUE;
            differ |= rate != rates[0];
        }
        return positive && differ;
    }

    private void checkCounts() {
        int nodes = treeIds.length;
        int[] counts = {
            nodeIds.length,
            features.length,
            values.length,
            trueIds.length,
            falseIds.length,
            modes.size(),
            missing.length,
            covers.length == 0 ? nodes : covers.length
        };
        for (int count : counts) {
            if (count != nodes || nodes == 0 || nodes > MOST_NODES) {
                throw new IllegalArgumentException(
                        "a tree ensemble has "
                                + nodes
                                + " nodes_treeids, but "
                                + count
                                + " of another attribute; as many of each, 1 to "
                                + MOST_NODES);
            }
        }
    }

    private void indexNodes() {
        for (int at = 0; at < treeIds.length; at++) {
            Map<Integer, Integer> tree =
                    trees.computeIfAbsent(treeIds[at], id -> new LinkedHashMap<>());
            if (tree.put(nodeIds[at], at) != null) {
                throw new IllegalArgumentException(
                        "tree " + treeIds[at] + " has the node " + nodeIds[at] + " twice");
            }
        }
        if (trees.size() > MOST_TREES) {
            throw new IllegalArgumentException(
                    trees.size() + " trees; at most " + MOST_TREES + " are allowed");
        }
    }

    private void indexLeaves(int[] weightTrees, int[] weightNodes) {
        int count = weights.length;
        if (weightTrees.length != count
                || weightNodes.length != count
                || weightIds.length != count) {
            throw new IllegalArgumentException(
                    "a tree ensemble has %d weights for %d trees, %d nodes and %d outputs"
                            .formatted(
                                    count,
                                    weightTrees.length,
                                    weightNodes.length,
                                    weightIds.length));
        }
        for (int weight = 0; weight < count; weight++) {
            if (weightIds[weight] < 0 || weightIds[weight] >= outputs) {
                throw new IllegalArgumentException(
                        "a weight is of output " + weightIds[weight] + " of " + outputs);
            }
            Integer leaf =
                    trees.getOrDefault(weightTrees[weight], Map.of()).get(weightNodes[weight]);
            if (leaf == null || !modes.get(leaf).equals("LEAF")) {
                throw new IllegalArgumentException(
                        "a weight is of node "
                                + weightNodes[weight]
                                + " of tree "
                                + weightTrees[weight]
                                + ", which is no leaf");
            }
            leaves.computeIfAbsent(leaf, place -> new ArrayList<>()).add(weight);
        }
    }

    boolean allWeightsPositive() {
        boolean positive = true;
        for (double weight : weights) {
            positive &= weight >= 0;
        }
        return positive;
    }

    /** The trees that add to an output. */
    TreeEnsemble ensemble(int output, double base) {
        TreeEnsemble.Builder builder = TreeEnsemble.builder(base);
        int[] identity = IntStream.range(0, columns).toArray();
        for (Map<Integer, Integer> tree : trees.values()) {
            tree(tree, output).addTo(builder, identity, covers.length > 0);
        }
        return builder.build();
    }

    /** The first node of a tree is its root. */
    private NodeTree tree(Map<Integer, Integer> places, int output) {
        int[] at = places.values().stream().mapToInt(place -> place).toArray();
        Map<Integer, Integer> numbers = new LinkedHashMap<>();
        for (int place : at) {
            numbers.put(nodeIds[place], numbers.size());
        }
        NodeTree tree =
                new NodeTree(
                        new int[at.length],
                        new int[at.length],
                        new int[at.length],
                        new float[at.length],
                        new boolean[at.length],
                        new float[covers.length == 0 ? 0 : at.length]);
        for (int node = 0; node < at.length; node++) {
            int place = at[node];
            if (covers.length > 0) {
                tree.covers()[node] = (float) covers[place];
            }
            if (modes.get(place).equals("LEAF")) {
                tree.left()[node] = -1;
                tree.values()[node] = weight(place, output);
            } else {
                split(tree, node, place, numbers);
            }
        }
        return tree;
    }

    private float weight(int place, int output) {
        double sum = 0;
        for (int weight : leaves.getOrDefault(place, List.of())) {
            sum += weightIds[weight] == output ? weights[weight] : 0;
        }
        return (float) (sum / divisor);
    }

    /** Left is where {@code x < threshold}: "at most t" is "below the float after t". */
    private void split(NodeTree tree, int node, int place, Map<Integer, Integer> numbers) {
        String mode = modes.get(place);
        boolean swapped =
                switch (mode) {
                    case "BRANCH_LT", "BRANCH_LEQ" -> false;
                    case "BRANCH_GTE", "BRANCH_GT" -> true;
                    default ->
                            throw new IllegalArgumentException(
                                    "a node of the mode "
                                            + mode
                                            + " isn't known; BRANCH_LT, BRANCH_LEQ, BRANCH_GTE,"
                                            + " BRANCH_GT and LEAF are");
                };
        boolean included = mode.equals("BRANCH_LEQ") || mode.equals("BRANCH_GT");
        int whenTrue = child(trueIds[place], place, numbers);
        int whenFalse = child(falseIds[place], place, numbers);
        tree.left()[node] = swapped ? whenFalse : whenTrue;
        tree.right()[node] = swapped ? whenTrue : whenFalse;
        tree.features()[node] = features[place];
        tree.values()[node] = threshold(values[place], included);
        tree.missingLeft()[node] = (missing[place] != 0) != swapped;
    }

    /** The lowest float that's above the threshold, or not below it; floats are what's compared. */
    static float threshold(double value, boolean included) {
        float near = (float) value;
        boolean above = included ? near > value : near >= value;
        return above ? near : Math.nextUp(near);
    }

    private int child(int id, int place, Map<Integer, Integer> numbers) {
        Integer number = numbers.get(id);
        if (number == null) {
            throw new IllegalArgumentException(
                    "node "
                            + nodeIds[place]
                            + " of tree "
                            + treeIds[place]
                            + " has the child "
                            + id
                            + ", which isn't there");
        }
        return number;
    }
}
