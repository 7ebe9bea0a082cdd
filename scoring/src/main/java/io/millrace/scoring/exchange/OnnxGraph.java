package io.millrace.scoring.exchange;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;

import com.google.protobuf.CodedInputStream;

import io.millrace.scoring.Link;
import io.millrace.scoring.Predictor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Follows a graph from its inputs to its scores: columns are scaled and imputed, one model reads
 * them, and what comes after it only renames or normalises. Everything else is refused.
 */
final class OnnxGraph {
    private static final int MOST_BYTES = 64 << 20;
    private static final int DEEPEST_MESSAGE = 32;
    private static final int MOST_NODES = 256;
    private static final int MOST_COLUMNS = 4_096;
    private static final Set<String> DOMAINS = Set.of("", "ai.onnx", "ai.onnx.ml");

    /**
     * @param columns one for each input
     * @param columnNames of the inputs; empty if they come as one tensor
     * @param predictors one for each output
     * @param names of the outputs
     */
    record Model(
            List<OnnxColumn> columns,
            List<String> columnNames,
            List<? extends Predictor> predictors,
            Link link,
            List<String> names) {}

    /** What an edge of the graph carries. */
    private sealed interface Wire {}

    private record Columns(List<OnnxColumn> columns, List<String> names) implements Wire {}

    private record Scores(OnnxScores scores) implements Wire {}

    private record Labels() implements Wire {}

    private final Map<String, Wire> wires = new HashMap<>();
    private Columns read = new Columns(List.of(), List.of());
    private boolean hasModel;

    private OnnxGraph() {}

    static Model read(byte[] bytes) {
        if (bytes.length > MOST_BYTES) {
            throw refused(
                    "it has " + bytes.length + " bytes; at most " + MOST_BYTES + " are allowed");
        }
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        in.setRecursionLimit(DEEPEST_MESSAGE);
        ModelProto model;
        try {
            model = ModelProto.parseFrom(in);
        } catch (IOException e) {
            throw new IllegalArgumentException("it's no ONNX: " + e.getMessage(), e);
        }
        checkModel(model);
        return new OnnxGraph().follow(model.getGraph());
    }

    private static void checkModel(ModelProto model) {
        if (!model.hasGraph()) {
            throw refused("it's no ONNX: it has no graph");
        }
        if (model.getFunctionsCount() > 0 || model.getTrainingInfoCount() > 0) {
            throw refused("it brings functions or training of its own, which aren't run");
        }
        for (OperatorSetIdProto set : model.getOpsetImportList()) {
            checkDomain(set.getDomain());
        }
        GraphProto graph = model.getGraph();
        if (graph.getNodeCount() > MOST_NODES) {
            throw refused(
                    "its graph has " + graph.getNodeCount() + " nodes; at most " + MOST_NODES);
        }
        graph.getInitializerList().forEach(OnnxGraph::checkTensor);
        if (graph.getSparseInitializerCount() > 0) {
            throw refused("it has sparse tensors, which aren't known");
        }
        for (NodeProto node : graph.getNodeList()) {
            checkDomain(node.getDomain());
            node.getAttributeList().forEach(OnnxGraph::checkAttribute);
        }
    }

    private static void checkDomain(String domain) {
        if (!DOMAINS.contains(domain)) {
            throw refused(
                    "it uses operators of the domain \""
                            + domain
                            + "\"; only ai.onnx and ai.onnx.ml are known");
        }
    }

    private static void checkAttribute(AttributeProto attribute) {
        if (attribute.hasG() || attribute.getGraphsCount() > 0) {
            throw refused("it has a graph within its graph, which isn't run");
        }
        if (attribute.hasSparseTensor() || attribute.getSparseTensorsCount() > 0) {
            throw refused("it has sparse tensors, which aren't known");
        }
        if (attribute.hasT()) {
            checkTensor(attribute.getT());
        }
        attribute.getTensorsList().forEach(OnnxGraph::checkTensor);
    }

    private static void checkTensor(TensorProto tensor) {
        if (tensor.getExternalDataCount() > 0
                || tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
            throw refused("a tensor's data is in another file, which isn't opened");
        }
    }

    private Model follow(GraphProto graph) {
        Set<String> constants = new java.util.HashSet<>();
        graph.getInitializerList().forEach(tensor -> constants.add(tensor.getName()));
        for (ValueInfoProto input : graph.getInputList()) {
            if (!constants.contains(input.getName())) {
                put(input.getName(), columns(input));
            }
        }
        for (NodeProto node : graph.getNodeList()) {
            node(node);
        }
        List<OnnxScores> results = new ArrayList<>();
        for (ValueInfoProto output : graph.getOutputList()) {
            if (wire(output.getName(), "the graph") instanceof Scores scores) {
                results.add(scores.scores());
            }
        }
        if (results.size() != 1) {
            throw refused(
                    "the graph's outputs have " + results.size() + " scores; there must be one");
        }
        OnnxScores scores = results.get(0);
        return new Model(
                read.columns(), read.names(), scores.predictors(), scores.link(), scores.names());
    }

    private static Columns columns(ValueInfoProto input) {
        TypeProto.Tensor tensor = input.getType().getTensorType();
        int type = tensor.getElemType();
        boolean number =
                type == TensorProto.DataType.FLOAT.getNumber()
                        || type == TensorProto.DataType.DOUBLE.getNumber()
                        || type == TensorProto.DataType.INT64.getNumber()
                        || type == TensorProto.DataType.BOOL.getNumber();
        if (!number || tensor.getShape().getDimCount() != 2) {
            throw refused(
                    "input \""
                            + input.getName()
                            + "\" is no table of numbers: its type is "
                            + type
                            + ", and it has "
                            + tensor.getShape().getDimCount()
                            + " dimensions");
        }
        long count = tensor.getShape().getDim(1).getDimValue();
        if (count < 1 || count > MOST_COLUMNS) {
            throw refused(
                    "input \""
                            + input.getName()
                            + "\" declares "
                            + count
                            + " columns; 1 to "
                            + MOST_COLUMNS
                            + " are allowed");
        }
        return new Columns(
                java.util.Collections.nCopies((int) count, OnnxColumn.RAW),
                count == 1 ? List.of(input.getName()) : List.of());
    }

    private void put(String name, Wire wire) {
        if (!name.isEmpty() && wires.put(name, wire) != null) {
            throw refused("\"" + name + "\" is made twice");
        }
    }

    /** Nodes come after what they read, so that a cycle is a name that's not there yet. */
    private Wire wire(String name, String reader) {
        Wire wire = wires.get(name);
        if (wire == null) {
            throw refused(reader + " reads \"" + name + "\", which nothing before it makes");
        }
        return wire;
    }

    private void node(NodeProto node) {
        String operator = node.getOpType();
        switch (operator) {
            case "Cast", "Identity" -> {
                OnnxAttributes attributes = new OnnxAttributes(node, Set.of("to", "saturate"));
                checkCast(attributes, input(node, 0));
                put(output(node, 0), input(node, 0));
            }
            case "Concat" -> put(output(node, 0), concat(node));
            case "Scaler" -> put(output(node, 0), scaled(node));
            case "Imputer" -> put(output(node, 0), imputed(node));
            case "Normalizer" -> put(output(node, 0), normalised(node));
            case "ZipMap" -> put(output(node, 0), zipped(node));
            case "TreeEnsembleClassifier" ->
                    model(node, 1, columns -> OnnxTrees.classifier(node, columns));
            case "TreeEnsembleRegressor" ->
                    model(node, 0, columns -> OnnxTrees.regressor(node, columns));
            case "LinearClassifier" ->
                    model(node, 1, columns -> OnnxLinear.classifier(node, columns));
            case "LinearRegressor" ->
                    model(node, 0, columns -> OnnxLinear.regressor(node, columns));
            default ->
                    throw refused(
                            "the operator "
                                    + operator
                                    + " isn't known; Cast, Identity, Concat, Scaler, Imputer,"
                                    + " Normalizer, ZipMap, TreeEnsembleClassifier,"
                                    + " TreeEnsembleRegressor, LinearClassifier and"
                                    + " LinearRegressor are");
        }
    }

    private interface Learnt {
        OnnxScores of(int columns);
    }

    private void model(NodeProto node, int scoresAt, Learnt learnt) {
        if (hasModel) {
            throw refused("the graph has several models; one is allowed");
        }
        hasModel = true;
        read = inputColumns(node);
        if (scoresAt == 1) {
            put(output(node, 0), new Labels());
        }
        put(output(node, scoresAt), new Scores(learnt.of(read.columns().size())));
    }

    private Wire input(NodeProto node, int index) {
        if (index >= node.getInputCount()) {
            throw refused(node.getOpType() + " lacks its input " + index);
        }
        return wire(node.getInput(index), node.getOpType());
    }

    private static String output(NodeProto node, int index) {
        if (index >= node.getOutputCount()) {
            throw refused(node.getOpType() + " lacks its output " + index);
        }
        return node.getOutput(index);
    }

    private Columns inputColumns(NodeProto node) {
        if (input(node, 0) instanceof Columns columns && node.getInputCount() == 1) {
            return columns;
        }
        throw refused(node.getOpType() + " is known with the inputs' columns only");
    }

    private static void checkCast(OnnxAttributes attributes, Wire wire) {
        long to = attributes.integer("to", TensorProto.DataType.FLOAT.getNumber());
        boolean real =
                to == TensorProto.DataType.FLOAT.getNumber()
                        || to == TensorProto.DataType.DOUBLE.getNumber();
        if (!real && !(wire instanceof Labels)) {
            throw refused("a Cast to the type " + to + " changes numbers, which isn't known");
        }
    }

    private Columns concat(NodeProto node) {
        OnnxAttributes attributes = new OnnxAttributes(node, Set.of("axis"));
        long axis = attributes.integer("axis", 0);
        List<OnnxColumn> columns = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < node.getInputCount(); i++) {
            if (!(input(node, i) instanceof Columns part) || (axis != 1 && axis != -1)) {
                throw refused("Concat is known for the inputs' columns, along axis 1, only");
            }
            columns.addAll(part.columns());
            names.addAll(part.names());
        }
        if (columns.size() > MOST_COLUMNS) {
            throw refused("Concat makes " + columns.size() + " columns");
        }
        if (Set.copyOf(names).size() != names.size()) {
            throw refused("Concat reads an input twice");
        }
        return new Columns(columns, names.size() == columns.size() ? names : List.of());
    }

    private Columns scaled(NodeProto node) {
        OnnxAttributes attributes = new OnnxAttributes(node, Set.of("offset", "scale"));
        Columns columns = inputColumns(node);
        double[] offset = attributes.reals("offset");
        double[] scale = attributes.reals("scale");
        List<OnnxColumn> scaled = new ArrayList<>();
        for (int i = 0; i < columns.columns().size(); i++) {
            scaled.add(
                    columns.columns()
                            .get(i)
                            .scaled(
                                    at("Scaler's offset", offset, i, columns),
                                    at("Scaler's scale", scale, i, columns)));
        }
        return new Columns(scaled, columns.names());
    }

    private static double at(String what, double[] values, int column, Columns columns) {
        if (values.length != 1 && values.length != columns.columns().size()) {
            throw refused(
                    what
                            + " has "
                            + values.length
                            + " numbers for "
                            + columns.columns().size()
                            + " columns");
        }
        return values[values.length == 1 ? 0 : column];
    }

    private Columns imputed(NodeProto node) {
        OnnxAttributes attributes =
                new OnnxAttributes(node, Set.of("imputed_value_floats", "replaced_value_float"));
        if (!Float.isNaN(attributes.real("replaced_value_float", 0))) {
            throw refused("an Imputer that replaces another value than NaN isn't known");
        }
        Columns columns = inputColumns(node);
        double[] values = attributes.reals("imputed_value_floats");
        List<OnnxColumn> imputed = new ArrayList<>();
        for (int i = 0; i < columns.columns().size(); i++) {
            double value = at("Imputer", values, i, columns);
            imputed.add(columns.columns().get(i).imputed(value));
        }
        return new Columns(imputed, columns.names());
    }

    private Scores normalised(NodeProto node) {
        String norm = new OnnxAttributes(node, Set.of("norm")).text("norm", "MAX");
        if (input(node, 0) instanceof Scores scores && norm.equals("L1")) {
            return new Scores(scores.scores().normalised());
        }
        throw refused("a Normalizer is known after a model, with the norm L1, only");
    }

    private Scores zipped(NodeProto node) {
        new OnnxAttributes(node, Set.of("classlabels_strings", "classlabels_int64s"));
        if (input(node, 0) instanceof Scores scores) {
            return scores;
        }
        throw refused("a ZipMap is known after a model only");
    }

    static IllegalArgumentException refused(String why) {
        return new IllegalArgumentException(why);
    }
}
