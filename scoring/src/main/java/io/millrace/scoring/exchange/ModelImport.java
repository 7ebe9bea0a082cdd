package io.millrace.scoring.exchange;

import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;
import io.millrace.scoring.ArtifactRefusedException;
import io.millrace.scoring.Calibration;
import io.millrace.scoring.Link;
import io.millrace.scoring.ModelArtifact;
import io.millrace.scoring.Outputs;
import io.millrace.scoring.Predictor;
import io.millrace.scoring.Task;
import io.millrace.scoring.Transform;
import io.millrace.scoring.TreeEnsemble;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Compiles models from elsewhere to our artefact.
 *
 * @param inputs features in the order of the foreign model's columns, numbers or booleans
 * @param fingerprint of the feature set that makes them
 * @param threshold score from which on the decision is positive
 * @param goldenRows rows of the inputs that the artefact is checked with wherever it's loaded;
 *     empty for made-up ones
 */
public record ModelImport(
        RowType inputs, String fingerprint, double threshold, List<Row> goldenRows) {

    public ModelImport {
        goldenRows = List.copyOf(goldenRows);
    }

    /**
     * XGBoost's JSON, of any version since 1.0: {@code booster.save_model("model.json")}.
     *
     * @throws ArtifactRefusedException if it's no such model, or can't be compiled
     */
    public ModelArtifact xgboost(byte[] json) throws ArtifactRefusedException {
        try {
            XgboostJson model = XgboostJson.read(json);
            requireColumns(model.features());
            for (int column = 0; column < model.featureNames().size(); column++) {
                requireName(column, model.featureNames().get(column));
            }
            List<TreeEnsemble> trees = model.compile(IntStream.range(0, inputs.size()).toArray());
            List<String> names =
                    IntStream.range(0, trees.size()).mapToObj(i -> name(model.link(), i)).toList();
            return compile(plain(), trees, model.link(), names);
        } catch (IllegalArgumentException e) {
            throw new ArtifactRefusedException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * ONNX whose graph is a linear model or a tree ensemble, as scikit-learn's, XGBoost's and
     * LightGBM's converters write it. Parsed, never run. A missing value that a linear model has no
     * imputer for counts as its scaler's offset, or 0.
     *
     * @throws ArtifactRefusedException if it's no such model, or anything in it isn't known
     */
    public ModelArtifact onnx(byte[] bytes) throws ArtifactRefusedException {
        try {
            OnnxGraph.Model model = OnnxGraph.read(bytes);
            requireColumns(model.columns().size());
            for (int column = 0; column < model.columnNames().size(); column++) {
                requireName(column, model.columnNames().get(column));
            }
            boolean trees = model.predictors().stream().allMatch(Predictor::takesMissing);
            List<Transform> transforms =
                    model.columns().stream().map(column -> column.transform(trees)).toList();
            return compile(transforms, model.predictors(), model.link(), model.names());
        } catch (IllegalArgumentException e) {
            throw new ArtifactRefusedException(String.valueOf(e.getMessage()), e);
        }
    }

    private static String name(Link link, int output) {
        return switch (link.task()) {
            case BINARY -> "positive";
            case MULTICLASS -> Integer.toString(output);
            case REGRESSION -> "value";
        };
    }

    private ModelArtifact compile(
            List<Transform> transforms,
            List<? extends Predictor> predictors,
            Link link,
            List<String> names)
            throws ArtifactRefusedException {
        double least = link.task() == Task.MULTICLASS ? 0 : threshold;
        Outputs outputs = new Outputs(link, names, new Calibration.None(), least);
        List<Row> golden = goldenRows.isEmpty() ? ImportRows.of(inputs) : goldenRows;
        return ModelArtifact.compile(inputs, transforms, predictors, outputs, fingerprint, golden);
    }

    private List<Transform> plain() {
        List<Transform> plain = new ArrayList<>();
        for (Field input : inputs.fields()) {
            if (!input.type().isNumeric() && input.type() != ValueType.BOOLEAN) {
                throw new IllegalArgumentException(
                        "input \""
                                + input.name()
                                + "\" is a "
                                + input.type()
                                + "; a foreign model reads numbers and booleans");
            }
            plain.add(new Transform.Plain());
        }
        return plain;
    }

    private void requireColumns(int columns) {
        if (columns != inputs.size()) {
            throw new IllegalArgumentException(
                    "the model reads "
                            + columns
                            + " columns, "
                            + inputs.size()
                            + " inputs are given; name one for each, in order");
        }
    }

    private void requireName(int column, String name) {
        if (!inputs.field(column).name().equals(name)) {
            throw new IllegalArgumentException(
                    "column "
                            + column
                            + " of the model is \""
                            + name
                            + "\", the input given for it \""
                            + inputs.field(column).name()
                            + "\"; name the inputs in the model's order");
        }
    }
}
