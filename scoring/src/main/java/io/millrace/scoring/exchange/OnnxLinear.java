package io.millrace.scoring.exchange;

import ai.onnx.proto.OnnxMl.NodeProto;

import io.millrace.scoring.Linear;
import io.millrace.scoring.Link;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Linear models of {@code ai.onnx.ml}. */
final class OnnxLinear {
    private static final int MOST_OUTPUTS = 1_024;

    private OnnxLinear() {}

    static OnnxScores classifier(NodeProto node, int columns) {
        OnnxAttributes attributes =
                new OnnxAttributes(
                        node,
                        Set.of(
                                "classlabels_ints",
                                "classlabels_strings",
                                "coefficients",
                                "intercepts",
                                "multi_class",
                                "post_transform"));
        List<String> names = OnnxLabels.of(attributes, "classlabels_strings", "classlabels_ints");
        String transform = attributes.text("post_transform", "NONE");
        double[] weights = attributes.reals("coefficients");
        boolean single = names.size() == 2 && weights.length == columns;
        List<Linear> rows = rows(attributes, weights, single ? 1 : names.size(), columns);
        if (single && transform.equals("LOGISTIC")) {
            return binary(rows.get(0), names);
        }
        if (single) {
            throw OnnxLabels.unknown(node.getOpType() + " of one row", transform);
        }
        return switch (transform) {
            case "SOFTMAX" ->
                    names.size() == 2
                            ? binary(minus(weights, attributes.reals("intercepts"), columns), names)
                            : new OnnxScores(rows, Link.SOFTMAX, names, false);
            case "LOGISTIC" ->
                    names.size() == 2 && opposite(weights, attributes.reals("intercepts"))
                            ? binary(rows.get(1), names)
                            : new OnnxScores(rows, Link.ONE_VERSUS_REST, names, true);
            default -> throw OnnxLabels.unknown(node.getOpType(), transform);
        };
    }

    private static OnnxScores binary(Linear margin, List<String> names) {
        return new OnnxScores(List.of(margin), Link.LOGISTIC, List.of(names.get(1)), false);
    }

    private static boolean opposite(double[] weights, double[] intercepts) {
        int half = weights.length / 2;
        boolean opposite = intercepts.length == 0 || intercepts[0] == -intercepts[1];
        for (int i = 0; i < half; i++) {
            opposite &= weights[i] == -weights[half + i];
        }
        return opposite;
    }

    /** Two classes by softmax are the logistic function of their margins' difference. */
    private static Linear minus(double[] weights, double[] intercepts, int columns) {
        double[] difference = new double[columns];
        for (int column = 0; column < columns; column++) {
            difference[column] = weights[columns + column] - weights[column];
        }
        return new Linear(intercepts.length == 0 ? 0 : intercepts[1] - intercepts[0], difference);
    }

    static OnnxScores regressor(NodeProto node, int columns) {
        OnnxAttributes attributes =
                new OnnxAttributes(
                        node, Set.of("coefficients", "intercepts", "post_transform", "targets"));
        String transform = attributes.text("post_transform", "NONE");
        if (!transform.equals("NONE")) {
            throw OnnxLabels.unknown(node.getOpType(), transform);
        }
        long targets = attributes.integer("targets", 1);
        if (targets < 1 || targets > MOST_OUTPUTS) {
            throw new IllegalArgumentException(
                    "a LinearRegressor of " + targets + " targets; 1 to " + MOST_OUTPUTS);
        }
        return OnnxScores.regression(
                rows(attributes, attributes.reals("coefficients"), (int) targets, columns));
    }

    private static List<Linear> rows(
            OnnxAttributes attributes, double[] weights, int outputs, int columns) {
        double[] intercepts = attributes.reals("intercepts");
        boolean fits = (long) outputs * columns == weights.length;
        if (!fits || (intercepts.length != 0 && intercepts.length != outputs)) {
            throw new IllegalArgumentException(
                    "a linear model of %d outputs and %d columns has %d coefficients and %d"
                                    .formatted(outputs, columns, weights.length, intercepts.length)
                            + " intercepts");
        }
        List<Linear> rows = new ArrayList<>();
        for (int output = 0; output < outputs; output++) {
            rows.add(
                    new Linear(
                            intercepts.length == 0 ? 0 : intercepts[output],
                            Arrays.copyOfRange(weights, output * columns, (output + 1) * columns)));
        }
        return rows;
    }
}
