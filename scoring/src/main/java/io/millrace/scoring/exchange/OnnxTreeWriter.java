package io.millrace.scoring.exchange;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;

import com.google.protobuf.ByteString;

import io.millrace.scoring.TreeEnsemble;

import java.util.List;

/** The parallel arrays of a TreeEnsembleRegressor. */
final class OnnxTreeWriter {
    private final AttributeProto.Builder treeIds = integers("nodes_treeids");
    private final AttributeProto.Builder nodeIds = integers("nodes_nodeids");
    private final AttributeProto.Builder features = integers("nodes_featureids");
    private final AttributeProto.Builder trueIds = integers("nodes_truenodeids");
    private final AttributeProto.Builder falseIds = integers("nodes_falsenodeids");
    private final AttributeProto.Builder missing = integers("nodes_missing_value_tracks_true");
    private final AttributeProto.Builder values = floats("nodes_values");
    private final AttributeProto.Builder modes =
            AttributeProto.newBuilder().setName("nodes_modes").setType(AttributeType.STRINGS);
    private final AttributeProto.Builder targetTrees = integers("target_treeids");
    private final AttributeProto.Builder targetNodes = integers("target_nodeids");
    private final AttributeProto.Builder targets = integers("target_ids");
    private final AttributeProto.Builder weights = floats("target_weights");
    private int trees;

    private static AttributeProto.Builder integers(String name) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS);
    }

    private static AttributeProto.Builder floats(String name) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeType.FLOATS);
    }

    void add(TreeEnsemble ensemble, int output) {
        for (int tree = 0; tree < ensemble.trees(); tree++) {
            int first = ensemble.firstNode(tree);
            for (int node = first; node < ensemble.endNode(tree); node++) {
                add(ensemble, node, first, output);
            }
            trees++;
        }
    }

    private void add(TreeEnsemble ensemble, int node, int first, int output) {
        int split = ensemble.split(node);
        boolean leaf = split < 0;
        treeIds.addInts(trees);
        nodeIds.addInts(node - first);
        features.addInts(leaf ? 0 : split >>> 1);
        modes.addStrings(ByteString.copyFromUtf8(leaf ? "LEAF" : "BRANCH_LT"));
        values.addFloats(leaf ? 0 : ensemble.value(node));
        trueIds.addInts(leaf ? 0 : node + 1 - first);
        falseIds.addInts(leaf ? 0 : ensemble.right(node) - first);
        missing.addInts(leaf ? 0 : split & 1);
        if (leaf) {
            targetTrees.addInts(trees);
            targetNodes.addInts(node - first);
            targets.addInts(output);
            weights.addFloats(ensemble.value(node));
        }
    }

    List<AttributeProto> attributes(int outputs) {
        return List.of(
                OnnxBuilder.integer("n_targets", outputs),
                treeIds.build(),
                nodeIds.build(),
                features.build(),
                modes.build(),
                values.build(),
                trueIds.build(),
                falseIds.build(),
                missing.build(),
                targetTrees.build(),
                targetNodes.build(),
                targets.build(),
                weights.build());
    }
}
