package io.millrace.scoring.exchange;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;

import com.google.protobuf.ByteString;

import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** Graphs as converters of other toolkits write them, and what onnxruntime makes of them. */
final class Onnx {
    static final String MACHINE_LEARNING = "ai.onnx.ml";

    private Onnx() {}

    static AttributeProto ints(String name, long... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS);
        for (long value : values) {
            attribute.addInts(value);
        }
        return attribute.build();
    }

    static AttributeProto floats(String name, float... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeType.FLOATS);
        for (float value : values) {
            attribute.addFloats(value);
        }
        return attribute.build();
    }

    static AttributeProto text(String name, String value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }

    static AttributeProto texts(String name, String... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeType.STRINGS);
        for (String value : values) {
            attribute.addStrings(ByteString.copyFromUtf8(value));
        }
        return attribute.build();
    }

    static AttributeProto integer(String name, long value) {
        return OnnxBuilder.integer(name, value);
    }

    static AttributeProto real(String name, float value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.FLOAT)
                .setF(value)
                .build();
    }

    static NodeProto.Builder node(String operator, String input, String... outputs) {
        NodeProto.Builder node = NodeProto.newBuilder().setOpType(operator).addInput(input);
        if (!Set.of("Cast", "Identity", "Concat").contains(operator)) {
            node.setDomain(MACHINE_LEARNING);
        }
        return node.addAllOutput(java.util.List.of(outputs));
    }

    private static ValueInfoProto value(String name, int columns) {
        TypeProto.Tensor tensor =
                TypeProto.Tensor.newBuilder()
                        .setElemType(TensorProto.DataType.FLOAT.getNumber())
                        .setShape(
                                TensorShapeProto.newBuilder()
                                        .addDim(
                                                TensorShapeProto.Dimension.newBuilder()
                                                        .setDimParam("n"))
                                        .addDim(
                                                TensorShapeProto.Dimension.newBuilder()
                                                        .setDimValue(columns)))
                        .build();
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    /** A graph that reads "x" and gives out "scores". */
    static ModelProto.Builder model(int columns, int outputs, NodeProto.Builder... nodes) {
        GraphProto.Builder graph =
                GraphProto.newBuilder()
                        .setName("g")
                        .addInput(value("x", columns))
                        .addOutput(value("scores", outputs));
        for (NodeProto.Builder node : nodes) {
            graph.addNode(node);
        }
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                .addOpsetImport(
                        OperatorSetIdProto.newBuilder().setDomain(MACHINE_LEARNING).setVersion(3))
                .setGraph(graph);
    }

    /** What onnxruntime says of float rows. */
    static float[][] run(byte[] model, float[][] rows) throws Exception {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(model);
                OnnxTensor x = OnnxTensor.createTensor(environment, rows);
                OrtSession.Result result = session.run(Map.of("x", x), Set.of("scores"))) {
            return (float[][]) result.get(0).getValue();
        }
    }

    /** Random trees in the parallel arrays of a node, one after the other. */
    static final class Trees {
        private final AttributeProto.Builder treeIds = ints("nodes_treeids").toBuilder();
        private final AttributeProto.Builder nodeIds = ints("nodes_nodeids").toBuilder();
        private final AttributeProto.Builder features = ints("nodes_featureids").toBuilder();
        private final AttributeProto.Builder trueIds = ints("nodes_truenodeids").toBuilder();
        private final AttributeProto.Builder falseIds = ints("nodes_falsenodeids").toBuilder();
        private final AttributeProto.Builder missing =
                ints("nodes_missing_value_tracks_true").toBuilder();
        private final AttributeProto.Builder values = floats("nodes_values").toBuilder();
        private final AttributeProto.Builder modes = texts("nodes_modes").toBuilder();
        private final AttributeProto.Builder weightTrees;
        private final AttributeProto.Builder weightNodes;
        private final AttributeProto.Builder weightIds;
        private final AttributeProto.Builder weights;
        private final SplittableRandom random;
        private final int columns;
        private final int[] ids;
        private final boolean positive;
        private int nodes;

        /**
         * @param prefix class or target
         * @param ids of the outputs that each leaf has a weight for
         * @param positive whether weights are shares of ids.length outputs
         */
        Trees(SplittableRandom random, String prefix, int columns, int[] ids, boolean positive) {
            this.random = random;
            this.columns = columns;
            this.ids = ids;
            this.positive = positive;
            weightTrees = ints(prefix + "_treeids").toBuilder();
            weightNodes = ints(prefix + "_nodeids").toBuilder();
            weightIds = ints(prefix + "_ids").toBuilder();
            weights = floats(prefix + "_weights").toBuilder();
        }

        Trees grow(int trees, int depth, String mode) {
            for (int tree = 0; tree < trees; tree++) {
                nodes = 0;
                node(tree, depth, mode, trees);
            }
            return this;
        }

        private int node(int tree, int depth, String mode, int trees) {
            int id = nodes++;
            int at = treeIds.getIntsCount();
            boolean leaf = depth == 0 || random.nextInt(8) == 0;
            treeIds.addInts(tree);
            nodeIds.addInts(id);
            features.addInts(leaf ? 0 : random.nextInt(columns));
            modes.addStrings(ByteString.copyFromUtf8(leaf ? "LEAF" : mode));
            values.addFloats(leaf ? 0 : random.nextInt(7) - 3);
            missing.addInts(leaf ? 0 : random.nextInt(2));
            trueIds.addInts(0);
            falseIds.addInts(0);
            if (leaf) {
                weights(tree, id, trees);
            } else {
                trueIds.setInts(at, node(tree, depth - 1, mode, trees));
                falseIds.setInts(at, node(tree, depth - 1, mode, trees));
            }
            return id;
        }

        private void weights(int tree, int id, int trees) {
            double[] drawn = random.doubles(ids.length).toArray();
            double sum = java.util.Arrays.stream(drawn).sum();
            for (int i = 0; i < ids.length; i++) {
                weightTrees.addInts(tree);
                weightNodes.addInts(id);
                weightIds.addInts(ids[i]);
                double share = ids.length == 1 ? drawn[i] : drawn[i] / sum;
                weights.addFloats((float) (positive ? share / trees : random.nextGaussian() / 3));
            }
        }

        NodeProto.Builder into(NodeProto.Builder node) {
            return node.addAttribute(treeIds)
                    .addAttribute(nodeIds)
                    .addAttribute(features)
                    .addAttribute(modes)
                    .addAttribute(values)
                    .addAttribute(trueIds)
                    .addAttribute(falseIds)
                    .addAttribute(missing)
                    .addAttribute(weightTrees)
                    .addAttribute(weightNodes)
                    .addAttribute(weightIds)
                    .addAttribute(weights);
        }
    }
}
