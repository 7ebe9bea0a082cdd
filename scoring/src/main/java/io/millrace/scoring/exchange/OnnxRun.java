package io.millrace.scoring.exchange;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;

import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * Runs the graphs that {@link OnnxExport} writes, a row at a time, by what the ONNX specification
 * says of their operators; a graph with any other is refused. It's no runtime: it reads back what
 * was written, so that a mistake in writing is seen before somebody else's runtime sees it.
 */
final class OnnxRun {
    private final GraphProto graph;
    private final Map<String, double[]> constants = new HashMap<>();
    private final Map<String, OnnxTreeWalk> walks = new HashMap<>();

    private OnnxRun(GraphProto graph) {
        this.graph = graph;
        for (TensorProto tensor : graph.getInitializerList()) {
            double[] values =
                    tensor.getDataType() == TensorProto.DataType.DOUBLE.getNumber()
                            ? tensor.getDoubleDataList().stream().mapToDouble(v -> v).toArray()
                            : tensor.getInt64DataList().stream().mapToDouble(v -> v).toArray();
            constants.put(tensor.getName(), values);
        }
    }

    static OnnxRun of(byte[] bytes) {
        try {
            return new OnnxRun(ModelProto.parseFrom(bytes).getGraph());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("it's no ONNX: " + e.getMessage(), e);
        }
    }

    /** The scores of one row, one for each output. */
    double[] scores(RowType inputs, Row row) {
        Map<String, double[]> edges = new HashMap<>(constants);
        Map<String, String> texts = new HashMap<>();
        for (int input = 0; input < inputs.size(); input++) {
            String name = inputs.field(input).name();
            if (inputs.field(input).type() == ValueType.STRING) {
                texts.put(
                        name, row.isNull(input) ? "" : Objects.requireNonNull(row.getText(input)));
            } else {
                edges.put(name, new double[] {number(inputs, row, input)});
            }
        }
        for (NodeProto node : graph.getNodeList()) {
            edges.put(node.getOutput(0), value(node, edges, texts));
        }
        return edge(edges, graph.getOutput(0).getName());
    }

    private static double number(RowType inputs, Row row, int input) {
        if (row.isNull(input)) {
            return Double.NaN;
        }
        return switch (inputs.field(input).type()) {
            case DOUBLE -> row.getDouble(input);
            case BOOLEAN -> row.getBoolean(input) ? 1 : 0;
            default -> row.getLong(input);
        };
    }

    private static double[] edge(Map<String, double[]> edges, String name) {
        double[] value = edges.get(name);
        if (value == null) {
            throw new IllegalArgumentException("nothing gives the edge \"" + name + "\"");
        }
        return value;
    }

    private double[] value(NodeProto node, Map<String, double[]> edges, Map<String, String> texts) {
        if (node.getOpType().equals("OneHotEncoder")) {
            String text = Objects.requireNonNull(texts.get(node.getInput(0)), node.getInput(0));
            return attribute(node, "cats_strings").getStringsList().stream()
                    .mapToDouble(level -> level.equals(ByteString.copyFromUtf8(text)) ? 1 : 0)
                    .toArray();
        }
        List<double[]> in = node.getInputList().stream().map(name -> edge(edges, name)).toList();
        double[] x = in.get(0);
        return switch (node.getOpType()) {
            case "Identity", "Reshape" -> x;
            case "Concat" -> in.stream().flatMapToDouble(Arrays::stream).toArray();
            case "Cast" -> attribute(node, "to").getI() == 1 ? each(x, v -> (float) v) : x;
            case "Where" -> where(x, in.get(1), in.get(2));
            case "IsNaN" -> each(x, v -> Double.isNaN(v) ? 1 : 0);
            case "Clip" -> both(both(x, in.get(1), Math::max), in.get(2), Math::min);
            case "Add" -> both(x, in.get(1), Double::sum);
            case "Sub" -> both(x, in.get(1), (a, b) -> a - b);
            case "Mul" -> both(x, in.get(1), (a, b) -> a * b);
            case "Div" -> both(x, in.get(1), (a, b) -> a / b);
            case "Pow" -> both(x, in.get(1), StrictMath::pow);
            case "Greater" -> both(x, in.get(1), (a, b) -> a > b ? 1 : 0);
            case "Abs" -> each(x, Math::abs);
            case "Sign" -> each(x, Math::signum);
            case "Log" -> each(x, StrictMath::log);
            case "Exp" -> each(x, StrictMath::exp);
            case "Floor" -> each(x, Math::floor);
            case "Sigmoid" -> each(x, v -> 1 / (1 + StrictMath.exp(-v)));
            case "Softmax" -> softmax(x);
            case "ReduceSum" -> new double[] {Arrays.stream(x).sum()};
            case "MatMul" -> product(x, in.get(1));
            case "TreeEnsembleRegressor" ->
                    walks.computeIfAbsent(node.getOutput(0), name -> new OnnxTreeWalk(node))
                            .sums(x);
            default ->
                    throw new IllegalArgumentException(
                            "the operator " + node.getOpType() + " isn't one that's written here");
        };
    }

    static AttributeProto attribute(NodeProto node, String name) {
        return node.getAttributeList().stream()
                .filter(attribute -> attribute.getName().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        node.getOpType() + " has no attribute " + name));
    }

    private static double[] each(double[] x, DoubleUnaryOperator operator) {
        return Arrays.stream(x).map(operator).toArray();
    }

    /** With one value on a side, it's used for all of the other's. */
    private static double[] both(double[] x, double[] y, DoubleBinaryOperator operator) {
        double[] result = new double[Math.max(x.length, y.length)];
        for (int i = 0; i < result.length; i++) {
            result[i] = operator.applyAsDouble(at(x, i), at(y, i));
        }
        return result;
    }

    private static double at(double[] x, int i) {
        return x.length == 1 ? x[0] : x[i];
    }

    private static double[] where(double[] condition, double[] yes, double[] no) {
        double[] result = new double[Math.max(condition.length, Math.max(yes.length, no.length))];
        for (int i = 0; i < result.length; i++) {
            result[i] = at(condition, i) == 0 ? at(no, i) : at(yes, i);
        }
        return result;
    }

    private static double[] softmax(double[] x) {
        double highest = Arrays.stream(x).max().orElse(0);
        double[] powers = each(x, v -> StrictMath.exp(v - highest));
        double sum = Arrays.stream(powers).sum();
        return each(powers, v -> v / sum);
    }

    private static double[] product(double[] x, double[] matrix) {
        int width = matrix.length / x.length;
        double[] result = new double[width];
        for (int row = 0; row < x.length; row++) {
            for (int column = 0; column < width; column++) {
                result[column] += x[row] * matrix[row * width + column];
            }
        }
        return result;
    }
}
