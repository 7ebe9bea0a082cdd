package io.millrace.scoring.exchange;

import ai.onnx.proto.OnnxMl.NodeProto;

import io.millrace.scoring.Link;
import io.millrace.scoring.TreeEnsemble;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Tree ensembles of {@code ai.onnx.ml}. A leaf of several outputs becomes a tree for each. */
final class OnnxTrees {
    private static final Set<String> NODES =
            Set.of(
                    "nodes_falsenodeids",
                    "nodes_featureids",
                    "nodes_hitrates",
                    "nodes_hitrates_as_tensor",
                    "nodes_missing_value_tracks_true",
                    "nodes_modes",
                    "nodes_nodeids",
                    "nodes_treeids",
                    "nodes_truenodeids",
                    "nodes_values",
                    "nodes_values_as_tensor",
                    "base_values",
                    "base_values_as_tensor",
                    "post_transform");
    private static final int MOST_OUTPUTS = 1_024;

    private OnnxTrees() {}

    private static Set<String> with(String... others) {
        Set<String> all = new HashSet<>(NODES);
        all.addAll(List.of(others));
        return all;
    }

    static OnnxScores classifier(NodeProto node, int columns) {
        OnnxAttributes attributes =
                new OnnxAttributes(
                        node,
                        with(
                                "class_ids",
                                "class_nodeids",
                                "class_treeids",
                                "class_weights",
                                "class_weights_as_tensor",
                                "classlabels_int64s",
                                "classlabels_strings"));
        List<String> names = OnnxLabels.of(attributes, "classlabels_strings", "classlabels_int64s");
        String transform = attributes.text("post_transform", "NONE");
        int[] classes = attributes.integers("class_ids");
        double[] base = attributes.realsOrTensor("base_values");
        OnnxNodes nodes = new OnnxNodes(attributes, "class", columns, names.size(), 1);
        boolean single = names.size() == 2 && IntStream.of(classes).distinct().count() == 1;
        if (single) {
            return oneMargin(node, nodes, classes[0], base, names, transform);
        }
        List<TreeEnsemble> trees = ensembles(nodes, bases(base, names.size()));
        boolean two = names.size() == 2;
        return switch (transform) {
            case "NONE" ->
                    two
                            ? new OnnxScores(
                                    trees.subList(1, 2), Link.SHARE, names.subList(1, 2), false)
                            : new OnnxScores(trees, Link.NORMALISED, names, false);
            case "SOFTMAX" -> new OnnxScores(trees, Link.SOFTMAX, names, false);
            case "LOGISTIC" -> new OnnxScores(trees, Link.ONE_VERSUS_REST, names, true);
            default -> throw OnnxLabels.unknown(node.getOpType(), transform);
        };
    }

    /** Two classes of which only one has weights: its sum is the margin of the second. */
    private static OnnxScores oneMargin(
            NodeProto node,
            OnnxNodes nodes,
            int weighted,
            double[] base,
            List<String> names,
            String transform) {
        Link link =
                switch (transform) {
                    case "LOGISTIC" -> Link.LOGISTIC;
                    case "NONE" -> Link.SHARE;
                    default ->
                            throw OnnxLabels.unknown(
                                    node.getOpType() + " with the weights of one class", transform);
                };
        if (link == Link.SHARE && !nodes.allWeightsPositive()) {
            throw new IllegalArgumentException(
                    "a classifier of two classes with the weights of one, some negative, has"
                            + " margins but no probabilities; export it with LOGISTIC");
        }
        if (base.length > 1 - weighted) {
            throw new IllegalArgumentException(
                    base.length
                            + " base_values with the weights of class "
                            + weighted
                            + " alone, which runtimes take differently; "
                            + (1 - weighted)
                            + " may be there");
        }
        TreeEnsemble trees = nodes.ensemble(weighted, base.length == 0 ? 0 : base[0]);
        return new OnnxScores(List.of(trees), link, List.of(names.get(1)), false);
    }

    static OnnxScores regressor(NodeProto node, int columns) {
        OnnxAttributes attributes =
                new OnnxAttributes(
                        node,
                        with(
                                "aggregate_function",
                                "n_targets",
                                "target_ids",
                                "target_nodeids",
                                "target_treeids",
                                "target_weights",
                                "target_weights_as_tensor"));
        String transform = attributes.text("post_transform", "NONE");
        String aggregate = attributes.text("aggregate_function", "SUM");
        boolean average = aggregate.equals("AVERAGE");
        if (!transform.equals("NONE") || (!average && !aggregate.equals("SUM"))) {
            throw OnnxLabels.unknown(node.getOpType() + " of " + aggregate, transform);
        }
        long targets = attributes.integer("n_targets", 1);
        if (targets < 1 || targets > MOST_OUTPUTS) {
            throw new IllegalArgumentException(
                    "a TreeEnsembleRegressor of " + targets + " targets; 1 to " + MOST_OUTPUTS);
        }
        int count =
                average
                        ? (int)
                                IntStream.of(attributes.integers("nodes_treeids"))
                                        .distinct()
                                        .count()
                        : 1;
        OnnxNodes nodes = new OnnxNodes(attributes, "target", columns, (int) targets, count);
        double[] base = attributes.realsOrTensor("base_values");
        return OnnxScores.regression(ensembles(nodes, bases(base, (int) targets)));
    }

    private static double[] bases(double[] base, int outputs) {
        if (base.length != 0 && base.length != outputs) {
            throw new IllegalArgumentException(
                    base.length + " base_values for " + outputs + " outputs");
        }
        return base.length == 0 ? new double[outputs] : base;
    }

    private static List<TreeEnsemble> ensembles(OnnxNodes nodes, double[] bases) {
        List<TreeEnsemble> trees = new ArrayList<>();
        for (int output = 0; output < bases.length; output++) {
            trees.add(nodes.ensemble(output, bases[output]));
        }
        return trees;
    }
}
