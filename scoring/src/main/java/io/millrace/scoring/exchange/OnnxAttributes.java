package io.millrace.scoring.exchange;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;

import com.google.protobuf.ByteString;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The attributes of a node. What an operator doesn't declare is refused. */
final class OnnxAttributes {
    private final String operator;
    private final Map<String, AttributeProto> byName = new LinkedHashMap<>();

    OnnxAttributes(NodeProto node, Set<String> known) {
        operator = node.getOpType();
        for (AttributeProto attribute : node.getAttributeList()) {
            if (!known.contains(attribute.getName())) {
                throw new IllegalArgumentException(
                        operator
                                + " has the attribute \""
                                + attribute.getName()
                                + "\", which isn't known");
            }
            if (byName.put(attribute.getName(), attribute) != null) {
                throw new IllegalArgumentException(
                        operator + " has the attribute \"" + attribute.getName() + "\" twice");
            }
        }
    }

    boolean has(String name) {
        return byName.containsKey(name);
    }

    private AttributeProto get(String name) {
        return byName.getOrDefault(name, AttributeProto.getDefaultInstance());
    }

    long integer(String name, long otherwise) {
        return has(name) ? get(name).getI() : otherwise;
    }

    String text(String name, String otherwise) {
        return has(name) ? get(name).getS().toString(StandardCharsets.UTF_8) : otherwise;
    }

    List<String> texts(String name) {
        return get(name).getStringsList().stream()
                .map(text -> text.toString(StandardCharsets.UTF_8))
                .toList();
    }

    /** Empty if it isn't there. */
    int[] integers(String name) {
        List<Long> all = get(name).getIntsList();
        int[] integers = new int[all.size()];
        for (int i = 0; i < integers.length; i++) {
            long value = all.get(i);
            if (value != (int) value) {
                throw new IllegalArgumentException(
                        operator + " has " + value + " among its " + name);
            }
            integers[i] = (int) value;
        }
        return integers;
    }

    float real(String name, float otherwise) {
        return has(name) ? get(name).getF() : otherwise;
    }

    /** Finite floats, empty if it isn't there. */
    double[] reals(String name) {
        List<Float> all = get(name).getFloatsList();
        double[] reals = new double[all.size()];
        for (int i = 0; i < reals.length; i++) {
            reals[i] = all.get(i);
        }
        return finite(name, reals);
    }

    /** Floats, or the doubles of the tensor that may be there instead. */
    double[] realsOrTensor(String name) {
        String tensorName = name + "_as_tensor";
        if (!has(tensorName)) {
            return reals(name);
        }
        if (has(name)) {
            throw new IllegalArgumentException(operator + " has both " + name + " and a tensor");
        }
        return finite(name, numbers(get(tensorName).getT()));
    }

    private double[] finite(String name, double[] numbers) {
        for (double number : numbers) {
            if (!Double.isFinite(number)) {
                throw new IllegalArgumentException(
                        operator
                                + " has "
                                + number
                                + " among its "
                                + name
                                + "; each must be finite");
            }
        }
        return numbers;
    }

    /** What the tensor holds; what it declares must be that many. */
    static double[] numbers(TensorProto tensor) {
        long declared = 1;
        for (long size : tensor.getDimsList()) {
            if (size < 0 || size > Integer.MAX_VALUE || declared * size > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("a tensor declares a dimension of " + size);
            }
            declared *= size;
        }
        boolean doubles = tensor.getDataType() == TensorProto.DataType.DOUBLE.getNumber();
        if (!doubles && tensor.getDataType() != TensorProto.DataType.FLOAT.getNumber()) {
            throw new IllegalArgumentException(
                    "a tensor has the data type "
                            + tensor.getDataType()
                            + "; float and double are known");
        }
        ByteString raw = tensor.getRawData();
        int width = doubles ? 8 : 4;
        int there =
                raw.isEmpty()
                        ? doubles ? tensor.getDoubleDataCount() : tensor.getFloatDataCount()
                        : raw.size() / width;
        if (there != declared || raw.size() % width != 0) {
            throw new IllegalArgumentException(
                    "a tensor declares " + declared + " numbers, but has " + there);
        }
        double[] numbers = new double[there];
        ByteBuffer buffer = raw.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < there; i++) {
            if (raw.isEmpty()) {
                numbers[i] = doubles ? tensor.getDoubleData(i) : tensor.getFloatData(i);
            } else {
                numbers[i] = doubles ? buffer.getDouble() : buffer.getFloat();
            }
        }
        return numbers;
    }
}
