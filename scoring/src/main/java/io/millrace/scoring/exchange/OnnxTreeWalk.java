package io.millrace.scoring.exchange;

import ai.onnx.proto.OnnxMl.NodeProto;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Walks the trees of a TreeEnsembleRegressor by its parallel arrays. */
final class OnnxTreeWalk {
    /** A node by its tree and its own number. */
    private record Id(long tree, long node) {}

    private record Target(int output, float weight) {}

    private final NodeProto node;
    private final Map<Id, Integer> places = new HashMap<>();
    private final Map<Id, Target> targets = new HashMap<>();
    private final List<Long> trees;

    OnnxTreeWalk(NodeProto node) {
        this.node = node;
        List<Long> all = integers("nodes_treeids");
        List<Long> nodes = integers("nodes_nodeids");
        for (int place = 0; place < all.size(); place++) {
            places.put(new Id(all.get(place), nodes.get(place)), place);
        }
        trees = all.stream().distinct().toList();
        List<Long> targetTrees = integers("target_treeids");
        for (int i = 0; i < targetTrees.size(); i++) {
            targets.put(
                    new Id(targetTrees.get(i), integers("target_nodeids").get(i)),
                    new Target(
                            Math.toIntExact(integers("target_ids").get(i)),
                            floats("target_weights").get(i)));
        }
    }

    private List<Long> integers(String name) {
        return OnnxRun.attribute(node, name).getIntsList();
    }

    private List<Float> floats(String name) {
        return OnnxRun.attribute(node, name).getFloatsList();
    }

    /** The leaves that a row falls into, summed for each target; added as doubles. */
    double[] sums(double[] columns) {
        double[] sums = new double[Math.toIntExact(OnnxRun.attribute(node, "n_targets").getI())];
        for (long tree : trees) {
            Target target = target(tree, columns);
            sums[target.output()] += target.weight();
        }
        return sums;
    }

    private Target target(long tree, double[] columns) {
        Id id = new Id(tree, 0);
        for (int step = 0; step <= places.size(); step++) {
            Target target = targets.get(id);
            if (target != null) {
                return target;
            }
            Integer place = places.get(id);
            if (place == null) {
                break;
            }
            double x = columns[Math.toIntExact(integers("nodes_featureids").get(place))];
            boolean left =
                    Double.isNaN(x)
                            ? integers("nodes_missing_value_tracks_true").get(place) == 1
                            : (float) x < floats("nodes_values").get(place);
            String next = left ? "nodes_truenodeids" : "nodes_falsenodeids";
            id = new Id(tree, integers(next).get(place));
        }
        throw new IllegalArgumentException("tree " + tree + " leads nowhere");
    }
}
