package io.millrace.scoring.exchange;

import ai.onnx.proto.OnnxMl.TensorProto;

import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.ValueType;
import io.millrace.scoring.ArtifactRefusedException;
import io.millrace.scoring.Calibration;
import io.millrace.scoring.Linear;
import io.millrace.scoring.ModelArtifact;
import io.millrace.scoring.Outputs;
import io.millrace.scoring.Predictor;
import io.millrace.scoring.Scorer;
import io.millrace.scoring.Transform;
import io.millrace.scoring.TreeEnsemble;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes an artefact as ONNX (opset 17, ai.onnx.ml 3) for other runtimes, transforms and
 * calibration included. It has an input of shape [rows, 1] for each of the model's: doubles, NaN
 * where missing (booleans are 0 or 1), or text, empty where missing. Its output {@code scores} is
 * of shape [rows, outputs], doubles. Scores agree to about 1e-6: a runtime adds the leaves of trees
 * as floats.
 */
public final class OnnxExport {
    /** Relative to a score, or absolute for scores below 1. */
    public static final double TOLERANCE = 1e-6;

    private static final double LARGEST = 1e300;

    private final ModelArtifact artifact;
    private final OnnxBuilder graph = new OnnxBuilder();

    private OnnxExport(ModelArtifact artifact) {
        this.artifact = artifact;
    }

    /** The same artefact gives the same bytes. */
    public static byte[] write(ModelArtifact artifact) {
        return new OnnxExport(artifact).bytes();
    }

    /**
     * The same, once what was written is read back and scores the artefact's golden rows as the
     * artefact does, to {@link #TOLERANCE}.
     *
     * @throws ArtifactRefusedException if ONNX can't say what the model does, or a score differs
     */
    public static byte[] checked(ModelArtifact artifact) throws ArtifactRefusedException {
        byte[] bytes;
        try {
            bytes = write(artifact);
        } catch (IllegalArgumentException e) {
            throw new ArtifactRefusedException(String.valueOf(e.getMessage()), e);
        }
        check(bytes, artifact);
        return bytes;
    }

    /** What was written scores as the artefact does. */
    static void check(byte[] onnx, ModelArtifact artifact) throws ArtifactRefusedException {
        Scorer scorer = Scorer.of(artifact, artifact.inputs());
        double[] ours = new double[scorer.outputs()];
        OnnxRun run = OnnxRun.of(onnx);
        List<Row> rows = artifact.checkedRows();
        for (int row = 0; row < rows.size(); row++) {
            scorer.scores(rows.get(row), ours);
            double[] theirs = run.scores(artifact.inputs(), rows.get(row));
            for (int output = 0; output < ours.length; output++) {
                double allowed = TOLERANCE * Math.max(1, Math.abs(ours[output]));
                if (!(Math.abs(theirs[output] - ours[output]) <= allowed)) {
                    throw new ArtifactRefusedException(
                            "what was exported scores golden row %d as %s, the artefact as %s"
                                    .formatted(row, theirs[output], ours[output]));
                }
            }
        }
    }

    private byte[] bytes() {
        List<String> columns = new ArrayList<>();
        for (int input = 0; input < artifact.inputs().size(); input++) {
            columns.addAll(columns(artifact.inputs().field(input), transform(input)));
        }
        String all = graph.concat(columns);
        String margins = margins(all);
        String scores = scores(margins, artifact.outputs());
        graph.output(graph.named("scores", scores), artifact.outputs().names().size());
        return graph.bytes("sha-256 " + artifact.digest());
    }

    private Transform transform(int input) {
        return artifact.transforms().get(input);
    }

    private List<String> columns(Field field, Transform transform) {
        boolean text = field.type() == ValueType.STRING;
        String x = field.name();
        graph.input(x, text ? TensorProto.DataType.STRING : TensorProto.DataType.DOUBLE);
        if (transform instanceof Transform.OneHot oneHot) {
            return oneHot(x, oneHot);
        } else if (transform instanceof Transform.Standardise standardise) {
            return standardised(x, standardise);
        } else if (transform instanceof Transform.Affine affine) {
            String known =
                    graph.node(
                            "Where",
                            graph.node("IsNaN", x),
                            graph.number(affine.filler()),
                            clipped(x, Transform.Plain.BOUND));
            return List.of(scaled(known, affine.offset(), affine.factor()));
        }
        return List.of(
                graph.node("Where", graph.node("IsNaN", x), x, clipped(x, Transform.Plain.BOUND)));
    }

    private String clipped(String x, double bound) {
        return graph.node("Clip", x, graph.number(-bound), graph.number(bound));
    }

    private String scaled(String x, double offset, double factor) {
        return graph.node("Mul", graph.node("Sub", x, graph.number(offset)), graph.number(factor));
    }

    private List<String> standardised(String x, Transform.Standardise transform) {
        String missing = graph.node("IsNaN", x);
        String known =
                graph.node("Where", missing, graph.number(transform.centre()), clipped(x, LARGEST));
        String bent = transform.unit() == 0 ? known : bent(known, transform.unit());
        String z =
                clipped(
                        scaled(bent, transform.centre(), 1 / transform.scale()),
                        Transform.Standardise.BOUND);
        String column = graph.node("Where", missing, graph.number(0), z);
        return transform.missingColumn()
                ? List.of(column, graph.cast(missing, TensorProto.DataType.DOUBLE))
                : List.of(column);
    }

    /** The exponent of {@code 1 + |x| / unit}, and its mantissa less 1. */
    private String bent(String x, double unit) {
        String size = graph.node("Div", graph.node("Abs", x), graph.number(unit));
        String from = graph.node("Add", size, graph.number(1));
        String logarithm =
                graph.node("Div", graph.node("Log", from), graph.number(StrictMath.log(2)));
        String exponent = graph.node("Floor", logarithm);
        String power = graph.node("Pow", graph.number(2), exponent);
        String mantissa = graph.node("Sub", graph.node("Div", from, power), graph.number(1));
        return graph.node("Mul", graph.node("Sign", x), graph.node("Add", exponent, mantissa));
    }

    private List<String> oneHot(String x, Transform.OneHot oneHot) {
        if (oneHot.levels().contains("")) {
            throw new IllegalArgumentException(
                    "input \""
                            + x
                            + "\" has the empty text as a level, which ONNX can't tell from"
                            + " missing; the model can't be exported");
        }
        String missing = graph.oneHot(x, List.of(""));
        if (oneHot.levels().isEmpty()) {
            return List.of(graph.node("Sub", graph.number(1), missing), missing);
        }
        String levels = graph.oneHot(x, oneHot.levels());
        String known = graph.node("Add", graph.sumOfColumns(levels), missing);
        return List.of(levels, graph.node("Sub", graph.number(1), known), missing);
    }

    private String margins(String columns) {
        List<Predictor> predictors = artifact.predictors();
        int outputs = predictors.size();
        double[] bias = new double[outputs];
        if (predictors.get(0) instanceof Linear) {
            int width = predictors.get(0).columns();
            double[] weights = new double[width * outputs];
            for (int output = 0; output < outputs; output++) {
                Linear linear = (Linear) predictors.get(output);
                bias[output] = linear.bias();
                for (int column = 0; column < width; column++) {
                    weights[column * outputs + output] = linear.weight(column);
                }
            }
            String product = graph.node("MatMul", columns, graph.matrix(weights, width, outputs));
            return graph.node("Add", product, graph.matrix(bias, 1, outputs));
        }
        List<TreeEnsemble> trees = new ArrayList<>();
        for (int output = 0; output < outputs; output++) {
            trees.add((TreeEnsemble) predictors.get(output));
            bias[output] = trees.get(output).base();
        }
        if (trees.stream().allMatch(ensemble -> ensemble.trees() == 0)) {
            throw new IllegalArgumentException(
                    "the model has no tree, and says the same of every row; it isn't exported");
        }
        String floats = graph.cast(columns, TensorProto.DataType.FLOAT);
        String sums = graph.trees(floats, trees);
        return graph.node(
                "Add",
                graph.cast(sums, TensorProto.DataType.DOUBLE),
                graph.matrix(bias, 1, outputs));
    }

    private String scores(String margins, Outputs outputs) {
        if (outputs.calibration() instanceof Calibration.Platt platt) {
            String z =
                    graph.node(
                            "Add",
                            graph.node("Mul", margins, graph.number(platt.slope())),
                            graph.number(platt.intercept()));
            return graph.node("Sigmoid", z);
        } else if (outputs.calibration() instanceof Calibration.Isotonic isotonic) {
            return ramps(margins, isotonic);
        }
        return switch (outputs.link()) {
            case LOGISTIC -> graph.node("Sigmoid", margins);
            case SHARE -> unit(margins);
            case SOFTMAX -> graph.node("Softmax", margins);
            case NORMALISED -> normalised(unit(margins));
            case ONE_VERSUS_REST -> normalised(graph.node("Sigmoid", margins));
            case IDENTITY -> margins;
            case EXPONENTIAL -> graph.node("Exp", clipped(margins, 700));
        };
    }

    private String unit(String x) {
        return graph.node("Clip", x, graph.number(0), graph.number(1));
    }

    private String normalised(String shares) {
        String sum = graph.sumOfColumns(shares);
        return graph.node(
                "Where",
                graph.node("Greater", sum, graph.number(0)),
                graph.node("Div", shares, sum),
                graph.number(1.0 / artifact.outputs().names().size()));
    }

    /** A line through points is the first height and a ramp to each next. */
    private String ramps(String margins, Calibration.Isotonic isotonic) {
        int ramps = isotonic.points() - 1;
        double first = isotonic.probability(0);
        if (ramps == 0) {
            String none = graph.node("Mul", margins, graph.number(0));
            return graph.node("Add", none, graph.number(first));
        }
        double[] starts = new double[ramps];
        double[] widths = new double[ramps];
        double[] heights = new double[ramps];
        for (int i = 0; i < ramps; i++) {
            starts[i] = isotonic.margin(i);
            widths[i] = isotonic.margin(i + 1) - isotonic.margin(i);
            heights[i] = isotonic.probability(i + 1) - isotonic.probability(i);
        }
        String along = graph.node("Sub", margins, graph.matrix(starts, 1, ramps));
        String share = unit(graph.node("Div", along, graph.matrix(widths, 1, ramps)));
        String rise = graph.node("MatMul", share, graph.matrix(heights, ramps, 1));
        return graph.node("Add", rise, graph.number(first));
    }
}
