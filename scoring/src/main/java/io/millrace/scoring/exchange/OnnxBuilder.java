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

import com.google.protobuf.ByteString;

import io.millrace.scoring.TreeEnsemble;

import java.util.List;

/** A graph in the making; edges are numbered in the order in which they're asked for. */
final class OnnxBuilder {
    private static final long OPSET = 17;
    private static final long MACHINE_LEARNING_OPSET = 3;
    private static final long IR_VERSION = 8;
    private static final String MACHINE_LEARNING = "ai.onnx.ml";

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("millrace");
    private int edges;

    private String edge() {
        return "_" + edges++;
    }

    void input(String name, TensorProto.DataType type) {
        graph.addInput(value(name, type, 1));
    }

    void output(String name, int columns) {
        graph.addOutput(value(name, TensorProto.DataType.DOUBLE, columns));
    }

    private static ValueInfoProto value(String name, TensorProto.DataType type, int columns) {
        TensorShapeProto shape =
                TensorShapeProto.newBuilder()
                        .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("rows"))
                        .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(columns))
                        .build();
        TypeProto.Tensor tensor =
                TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape).build();
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    /** A node of the standard operators with one output. */
    String node(String operator, String... inputs) {
        return add(NodeProto.newBuilder().setOpType(operator).addAllInput(List.of(inputs)));
    }

    private String add(NodeProto.Builder node) {
        String output = edge();
        graph.addNode(node.addOutput(output));
        return output;
    }

    /** Gives an edge the name of the graph's output. */
    String named(String name, String edge) {
        graph.addNode(NodeProto.newBuilder().setOpType("Identity").addInput(edge).addOutput(name));
        return name;
    }

    String concat(List<String> columns) {
        return add(
                NodeProto.newBuilder()
                        .setOpType("Concat")
                        .addAllInput(columns)
                        .addAttribute(integer("axis", 1)));
    }

    String cast(String edge, TensorProto.DataType type) {
        return add(
                NodeProto.newBuilder()
                        .setOpType("Cast")
                        .addInput(edge)
                        .addAttribute(integer("to", type.getNumber())));
    }

    /** A column of sums, one for each row. */
    String sumOfColumns(String edge) {
        String axis = constant(new long[] {1}, 1);
        return add(
                NodeProto.newBuilder()
                        .setOpType("ReduceSum")
                        .addInput(edge)
                        .addInput(axis)
                        .addAttribute(integer("keepdims", 1)));
    }

    String number(double value) {
        return tensor(new double[] {value});
    }

    String matrix(double[] values, int rows, int columns) {
        return tensor(values, rows, columns);
    }

    private String tensor(double[] values, long... dimensions) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setName(edge());
        tensor.setDataType(TensorProto.DataType.DOUBLE.getNumber());
        for (long dimension : dimensions) {
            tensor.addDims(dimension);
        }
        for (double value : values) {
            tensor.addDoubleData(value);
        }
        graph.addInitializer(tensor);
        return tensor.getName();
    }

    private String constant(long[] values, long dimension) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setName(edge());
        tensor.setDataType(TensorProto.DataType.INT64.getNumber()).addDims(dimension);
        for (long value : values) {
            tensor.addInt64Data(value);
        }
        graph.addInitializer(tensor);
        return tensor.getName();
    }

    /** A column of doubles for each level, 1 where the text is it. */
    String oneHot(String text, List<String> levels) {
        AttributeProto.Builder categories =
                AttributeProto.newBuilder().setName("cats_strings").setType(AttributeType.STRINGS);
        levels.forEach(level -> categories.addStrings(ByteString.copyFromUtf8(level)));
        String encoded =
                add(
                        NodeProto.newBuilder()
                                .setOpType("OneHotEncoder")
                                .setDomain(MACHINE_LEARNING)
                                .addInput(text)
                                .addAttribute(categories)
                                .addAttribute(integer("zeros", 1)));
        String flat = node("Reshape", encoded, constant(new long[] {-1, levels.size()}, 2));
        return cast(flat, TensorProto.DataType.DOUBLE);
    }

    /** A column of sums for each ensemble. */
    String trees(String columns, List<TreeEnsemble> ensembles) {
        OnnxTreeWriter writer = new OnnxTreeWriter();
        for (int output = 0; output < ensembles.size(); output++) {
            writer.add(ensembles.get(output), output);
        }
        return add(
                NodeProto.newBuilder()
                        .setOpType("TreeEnsembleRegressor")
                        .setDomain(MACHINE_LEARNING)
                        .addInput(columns)
                        .addAllAttribute(writer.attributes(ensembles.size())));
    }

    static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.INT)
                .setI(value)
                .build();
    }

    byte[] bytes(String description) {
        return ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("millrace")
                .setDocString(description)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
                .addOpsetImport(
                        OperatorSetIdProto.newBuilder()
                                .setDomain(MACHINE_LEARNING)
                                .setVersion(MACHINE_LEARNING_OPSET))
                .setGraph(graph)
                .build()
                .toByteArray();
    }
}
