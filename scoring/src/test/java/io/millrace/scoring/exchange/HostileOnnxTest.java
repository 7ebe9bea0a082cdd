package io.millrace.scoring.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;

import com.google.protobuf.ByteString;
import com.sun.management.ThreadMXBean;

import io.millrace.scoring.ArtifactRefusedException;

import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/** Files from anybody: every one is a model or a refusal with a reason, and nothing is run. */
class HostileOnnxTest {
    private static final int COLUMNS = 5;

    private static NodeProto.Builder tree() {
        return Onnx.node("TreeEnsembleRegressor", "x", "scores")
                .addAttribute(Onnx.ints("nodes_treeids", 0, 0, 0))
                .addAttribute(Onnx.ints("nodes_nodeids", 0, 1, 2))
                .addAttribute(Onnx.ints("nodes_featureids", 3, 0, 0))
                .addAttribute(Onnx.ints("nodes_truenodeids", 1, 0, 0))
                .addAttribute(Onnx.ints("nodes_falsenodeids", 2, 0, 0))
                .addAttribute(Onnx.floats("nodes_values", 1, 0, 0))
                .addAttribute(Onnx.texts("nodes_modes", "BRANCH_LT", "LEAF", "LEAF"))
                .addAttribute(Onnx.ints("target_treeids", 0, 0))
                .addAttribute(Onnx.ints("target_nodeids", 1, 2))
                .addAttribute(Onnx.ints("target_ids", 0, 0))
                .addAttribute(Onnx.floats("target_weights", 1, 5));
    }

    private static NodeProto.Builder with(AttributeProto attribute) {
        NodeProto.Builder tree = tree();
        for (int i = 0; i < tree.getAttributeCount(); i++) {
            if (tree.getAttribute(i).getName().equals(attribute.getName())) {
                return tree.setAttribute(i, attribute);
            }
        }
        return tree.addAttribute(attribute);
    }

    private static ModelProto model(NodeProto.Builder... nodes) {
        return Onnx.model(COLUMNS, 1, nodes).build();
    }

    private static ModelProto graph(UnaryOperator<GraphProto.Builder> change) {
        ModelProto model = model(tree());
        return model.toBuilder().setGraph(change.apply(model.getGraph().toBuilder())).build();
    }

    private static void assertRefused(ModelProto model, String reason) {
        assertRefused(model.toByteArray(), reason);
    }

    private static void assertRefused(byte[] bytes, String reason) {
        assertThatThrownBy(() -> OnnxImportTest.imports().onnx(bytes))
                .isInstanceOf(ArtifactRefusedException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void takesTheModelThatTheOthersAreMadeOf() {
        assertThatCode(() -> OnnxImportTest.imports().onnx(model(tree()).toByteArray()))
                .doesNotThrowAnyException();
    }

    @Test
    void refusesDataInOtherFiles() {
        TensorProto outside =
                TensorProto.newBuilder()
                        .setName("w")
                        .setDataType(TensorProto.DataType.DOUBLE.getNumber())
                        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                        .addExternalData(
                                StringStringEntryProto.newBuilder()
                                        .setKey("location")
                                        .setValue("/etc/passwd"))
                        .build();
        String reason = "a tensor's data is in another file, which isn't opened";

        assertRefused(graph(graph -> graph.addInitializer(outside)), reason);
        assertRefused(
                graph(graph -> graph.addInitializer(outside.toBuilder().clearDataLocation())),
                reason);
        assertRefused(
                model(
                        with(
                                AttributeProto.newBuilder()
                                        .setName("nodes_values_as_tensor")
                                        .setType(AttributeType.TENSOR)
                                        .setT(outside)
                                        .build())),
                reason);
    }

    @Test
    void refusesOperatorsOfOthers() {
        assertRefused(
                model(tree().setDomain("com.evil")),
                "it uses operators of the domain \"com.evil\"");
        assertRefused(
                model(tree()).toBuilder()
                        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("com.evil"))
                        .build(),
                "it uses operators of the domain \"com.evil\"");
        assertRefused(model(tree().setOpType("Loop")), "the operator Loop isn't known");
        assertRefused(
                model(tree()).toBuilder().addFunctions(FunctionProto.newBuilder()).build(),
                "it brings functions");
    }

    @Test
    void refusesGraphsWithinGraphsAndSparseTensors() {
        AttributeProto branch =
                AttributeProto.newBuilder()
                        .setName("then_branch")
                        .setType(AttributeType.GRAPH)
                        .setG(GraphProto.newBuilder().setName("inner"))
                        .build();

        assertRefused(model(with(branch)), "a graph within its graph");
        assertRefused(
                graph(graph -> graph.addSparseInitializer(SparseTensorProto.newBuilder())),
                "sparse tensors");
    }

    @Test
    void refusesHugeDeclarationsWithoutTakingMemory() {
        TensorProto.Builder huge =
                TensorProto.newBuilder()
                        .setDataType(TensorProto.DataType.DOUBLE.getNumber())
                        .setRawData(ByteString.copyFrom(new byte[24]));
        AttributeProto.Builder values =
                AttributeProto.newBuilder()
                        .setName("nodes_values_as_tensor")
                        .setType(AttributeType.TENSOR);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();

        NodeProto.Builder tree = tree();
        tree.removeAttribute(5);
        assertRefused(
                model(
                        tree.clone()
                                .addAttribute(
                                        values.clone()
                                                .setT(huge.clone().addDims(1L << 30).addDims(8)))),
                "a tensor declares a dimension of 8");
        assertRefused(
                model(
                        tree.clone()
                                .addAttribute(values.clone().setT(huge.clone().addDims(1 << 30)))),
                "a tensor declares 1073741824 numbers, but has 3");
        assertRefused(model(with(Onnx.integer("n_targets", 1L << 40))), "of 1099511627776 targets");
        assertRefused(
                Onnx.model(Integer.MAX_VALUE, 1, tree()).build(),
                "declares 2147483647 columns; 1 to 4096 are allowed");
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(50_000_000);
    }

    @Test
    void refusesNumbersThatAreNone() {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            assertRefused(
                    model(with(Onnx.floats("target_weights", 1, bad))),
                    "has " + (double) bad + " among its target_weights");
            assertRefused(
                    model(with(Onnx.floats("nodes_values", bad, 0, 0))),
                    "has " + (double) bad + " among its nodes_values");
            assertRefused(model(with(Onnx.floats("base_values", bad))), "among its base_values");
        }
    }

    @Test
    void refusesCyclesAndChildrenThatArentThere() {
        assertRefused(model(with(Onnx.ints("nodes_truenodeids", 0, 0, 0))), "the tree has a cycle");
        assertRefused(
                model(with(Onnx.ints("nodes_truenodeids", 9, 0, 0))),
                "node 0 of tree 0 has the child 9, which isn't there");
        assertRefused(
                model(with(Onnx.ints("nodes_featureids", 5, 0, 0))),
                "a tree splits feature 5 of 5");
        assertRefused(
                model(with(Onnx.ints("nodes_featureids", -1, 0, 0))),
                "a tree splits feature -1 of 5");
        assertRefused(model(with(Onnx.ints("nodes_nodeids", 0, 1, 1))), "has the node 1 twice");
    }

    @Test
    void refusesTreesThatAreTooDeep() {
        int depth = 70;
        int nodes = 2 * depth + 1;
        long[] zeros = new long[nodes];
        long[] ids = LongStream.range(0, nodes).toArray();
        long[] left = new long[nodes];
        long[] right = new long[nodes];
        String[] modes = new String[nodes];
        Arrays.fill(modes, "LEAF");
        for (int split = 0; split < depth; split++) {
            modes[2 * split] = "BRANCH_LEQ";
            left[2 * split] = 2 * split + 1;
            right[2 * split] = 2 * split + 2;
        }

        assertRefused(
                model(
                        Onnx.node("TreeEnsembleRegressor", "x", "scores")
                                .addAttribute(Onnx.ints("nodes_treeids", zeros))
                                .addAttribute(Onnx.ints("nodes_nodeids", ids))
                                .addAttribute(Onnx.ints("nodes_featureids", zeros))
                                .addAttribute(Onnx.ints("nodes_truenodeids", left))
                                .addAttribute(Onnx.ints("nodes_falsenodeids", right))
                                .addAttribute(Onnx.floats("nodes_values", new float[nodes]))
                                .addAttribute(Onnx.texts("nodes_modes", modes))),
                "is deeper than 64 splits");
    }

    @Test
    void refusesCountsThatDontFit() {
        assertRefused(
                model(with(Onnx.ints("nodes_featureids", 3, 0))),
                "has 3 nodes_treeids, but 2 of another attribute");
        assertRefused(model(with(Onnx.floats("target_weights", 1))), "has 1 weights for 2 trees");
        assertRefused(model(with(Onnx.ints("target_ids", 0, 1))), "a weight is of output 1 of 1");
        assertRefused(
                model(with(Onnx.ints("target_nodeids", 1, 0))),
                "node 0 of tree 0, which is no leaf");
        assertRefused(model(with(Onnx.floats("base_values", 1, 2))), "2 base_values for 1 outputs");
        assertRefused(
                model(
                        Onnx.node("LinearRegressor", "x", "scores")
                                .addAttribute(Onnx.floats("coefficients", 1, 2))),
                "of 1 outputs and 5 columns has 2 coefficients");
        assertRefused(Onnx.model(4, 1, tree()).build(), "the model reads 4 columns, 5 inputs");
    }

    @Test
    void refusesWhatItWouldHaveToGuess() {
        assertRefused(
                model(with(Onnx.texts("nodes_modes", "BRANCH_EQ", "LEAF", "LEAF"))),
                "a node of the mode BRANCH_EQ isn't known");
        assertRefused(
                model(with(Onnx.text("aggregate_function", "MAX"))),
                "TreeEnsembleRegressor of MAX with the post_transform NONE isn't known");
        assertRefused(model(with(Onnx.text("post_transform", "PROBIT"))), "PROBIT isn't known");
        assertRefused(
                model(with(Onnx.integer("surprise", 1))),
                "has the attribute \"surprise\", which isn't known");
        assertRefused(
                model(tree().addAttribute(Onnx.ints("nodes_treeids", 1, 1, 1))),
                "has the attribute \"nodes_treeids\" twice");
        assertRefused(
                model(
                        Onnx.node("Cast", "x", "c").addAttribute(Onnx.integer("to", 7)),
                        tree().setInput(0, "c")),
                "a Cast to the type 7 changes numbers");
        assertRefused(
                model(
                        Onnx.node("Normalizer", "x", "c").addAttribute(Onnx.text("norm", "L1")),
                        tree().setInput(0, "c")),
                "a Normalizer is known after a model");
    }

    @Test
    void refusesGraphsThatGoRoundOrNowhere() {
        assertRefused(
                model(
                        Onnx.node("Identity", "b", "a"),
                        Onnx.node("Identity", "a", "b"),
                        tree().setInput(0, "b")),
                "Identity reads \"b\", which nothing before it makes");
        assertRefused(model(), "the graph reads \"scores\", which nothing before it makes");
        assertRefused(model(tree(), tree()), "several models");
        assertRefused(model(tree(), Onnx.node("Identity", "x", "x")), "\"x\" is made twice");
        NodeProto.Builder[] many = new NodeProto.Builder[300];
        Arrays.setAll(many, i -> Onnx.node("Identity", "x", "y" + i));
        assertRefused(model(many), "its graph has 300 nodes; at most 256");
        assertRefused(ModelProto.getDefaultInstance(), "it has no graph");
    }

    /** Messages within messages, deeper than any model. */
    @Test
    void refusesNestingWithoutEnd() {
        GraphProto inner = GraphProto.getDefaultInstance();
        for (int depth = 0; depth < 80; depth++) {
            AttributeProto attribute = AttributeProto.newBuilder().setName("g").setG(inner).build();
            inner =
                    GraphProto.newBuilder()
                            .addNode(NodeProto.newBuilder().addAttribute(attribute))
                            .build();
        }

        assertRefused(ModelProto.newBuilder().setGraph(inner).build(), "it's no ONNX");
    }

    /** Damage may make another model, but never anything else than a refusal. */
    @Test
    void survivesDamage() {
        long seed = 20261123;
        SplittableRandom random = new SplittableRandom(seed);
        byte[] bytes = model(tree()).toByteArray();
        int loaded = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged =
                    Arrays.copyOf(
                            bytes,
                            random.nextInt(10) == 0 ? random.nextInt(bytes.length) : bytes.length);
            for (int flips = random.nextInt(4); flips >= 0 && damaged.length > 0; flips--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                OnnxImportTest.imports().onnx(damaged);
                loaded++;
            } catch (ArtifactRefusedException e) {
                assertThat(e).as("damage %d of seed %d", i, seed).hasMessageMatching("(?s).{10,}");
            }
        }
        assertThat(loaded).isLessThan(12_000);
    }
}
