package io.millrace.scoring;

import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;

import java.util.Arrays;
import java.util.List;

/**
 * Explains scores, for one thread: linear models by weight times distance from the centre, trees by
 * exact Shapley values. The columns of an input are summed, so that a text is one reason.
 */
public final class Explainer {
    private final List<String> inputs;
    private final int[] inputOfColumn;
    private final Encoder encoder;
    private final List<Predictor> predictors;
    private final TreeShap[] shaps;
    private final double[] bases;
    private final double[] columns;
    private final double[] origin;
    private final double[] columnValues;

    private Explainer(ModelArtifact artifact, Encoder encoder) {
        this.encoder = encoder;
        inputs = artifact.inputs().fields().stream().map(Field::name).toList();
        inputOfColumn = inputOfColumn(artifact.transforms(), encoder.columns());
        predictors = artifact.predictors();
        columns = new double[encoder.columns()];
        columnValues = new double[encoder.columns()];
        origin = origin(artifact.transforms(), encoder.columns());
        shaps = new TreeShap[predictors.size()];
        bases = new double[predictors.size()];
        for (int output = 0; output < shaps.length; output++) {
            if (predictors.get(output) instanceof TreeEnsemble trees) {
                shaps[output] = new TreeShap(trees);
                bases[output] = shaps[output].base();
            } else {
                bases[output] = predictors.get(output).margin(origin);
            }
        }
    }

    /**
     * @param features of the rows that will be explained
     * @throws ArtifactRefusedException if an input isn't among them, or has another type, or the
     *     model is of a time when trees didn't keep what an explanation needs
     */
    public static Explainer of(ModelArtifact artifact, RowType features)
            throws ArtifactRefusedException {
        try {
            return new Explainer(artifact, Scorer.of(artifact, features).encoder());
        } catch (IllegalArgumentException e) {
            throw new ArtifactRefusedException(
                    "the model can't be explained: " + e.getMessage(), e);
        }
    }

    private static int[] inputOfColumn(List<Transform> transforms, int columns) {
        int[] inputs = new int[columns];
        int column = 0;
        for (int input = 0; input < transforms.size(); input++) {
            int next = column + transforms.get(input).columns();
            Arrays.fill(inputs, column, next, input);
            column = next;
        }
        return inputs;
    }

    /** Numbers at their centre, which is 0; texts missing. */
    private static double[] origin(List<Transform> transforms, int columns) {
        double[] origin = new double[columns];
        int column = 0;
        for (Transform transform : transforms) {
            if (transform instanceof Transform.OneHot oneHot) {
                origin[column + oneHot.missing()] = 1;
            }
            column += transform.columns();
        }
        return origin;
    }

    /** Explains the only output, or the first of several. */
    public Explanation explain(Row features) {
        return explain(features, 0);
    }

    /**
     * @param output by its number
     */
    public Explanation explain(Row features, int output) {
        encoder.encode(features, columns);
        Arrays.fill(columnValues, 0);
        Predictor predictor = predictors.get(output);
        if (predictor instanceof Linear linear) {
            for (int column = 0; column < columns.length; column++) {
                columnValues[column] = linear.weight(column) * (columns[column] - origin[column]);
            }
        } else {
            shaps[output].addTo(columnValues, columns);
        }
        double[] values = new double[inputs.size()];
        for (int column = 0; column < columns.length; column++) {
            values[inputOfColumn[column]] += columnValues[column];
        }
        return Explanation.of(predictor.margin(columns), bases[output], inputs, values);
    }
}
