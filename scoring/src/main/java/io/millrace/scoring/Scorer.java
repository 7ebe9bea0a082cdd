package io.millrace.scoring;

import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.problem.NearestName;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Scores rows for one thread. Names are resolved to indices once; a score allocates nothing, and
 * has the same bits on every machine.
 */
public final class Scorer {
    private final Encoder encoder;
    private final Predictor first;
    private final Predictor[] predictors;
    private final Outputs outputs;
    private final Link link;
    private final boolean plainLogistic;
    private final double[] columns;

    Scorer(Encoder encoder, List<Predictor> predictors, Outputs outputs) {
        this.encoder = encoder;
        this.predictors = predictors.toArray(new Predictor[0]);
        this.outputs = outputs;
        first = this.predictors[0];
        link = outputs.link();
        plainLogistic = link == Link.LOGISTIC && outputs.calibration() instanceof Calibration.None;
        columns = new double[encoder.columns()];
    }

    /**
     * @param features of the rows that will be scored; more than the model's inputs is fine
     * @throws ArtifactRefusedException if an input isn't among them, or has another type
     */
    public static Scorer of(ModelArtifact artifact, RowType features)
            throws ArtifactRefusedException {
        List<Field> inputs = artifact.inputs().fields();
        int[] fields = new int[inputs.size()];
        for (int input = 0; input < fields.length; input++) {
            fields[input] = resolve(inputs.get(input), features);
        }
        return artifact.scorer(fields);
    }

    private static int resolve(Field input, RowType features) throws ArtifactRefusedException {
        OptionalInt index = features.indexOf(input.name());
        if (index.isEmpty()) {
            List<String> names = features.fields().stream().map(Field::name).toList();
            Optional<String> nearest = NearestName.of(input.name(), names);
            throw new ArtifactRefusedException(
                    "the model needs the feature \""
                            + input.name()
                            + "\", which isn't among the "
                            + names.size()
                            + " features"
                            + nearest.map(n -> " (the nearest is \"" + n + "\")").orElse("")
                            + "; serve the feature set that it was trained on, or train again");
        }
        Field feature = features.field(index.getAsInt());
        if (feature.type() != input.type()) {
            throw new ArtifactRefusedException(
                    "the model was trained on \""
                            + input.name()
                            + "\" as "
                            + input.type()
                            + ", here it's "
                            + feature.type()
                            + "; train again");
        }
        return index.getAsInt();
    }

    Encoder encoder() {
        return encoder;
    }

    /** How many scores a row has. */
    public int outputs() {
        return predictors.length;
    }

    /** What the scores mean. */
    public Outputs meaning() {
        return outputs;
    }

    /**
     * The score of a model with one output: the probability of the positive class, in [0, 1], or
     * the value of a regression.
     *
     * @throws IllegalStateException if the model has several outputs
     */
    public double score(Row features) {
        if (predictors.length > 1) {
            throw new IllegalStateException(
                    "the model has " + predictors.length + " outputs; ask for all its scores");
        }
        encoder.encode(features, columns);
        return single(first.margin(columns));
    }

    private double single(double margin) {
        if (plainLogistic) {
            return 1 / (1 + StrictMath.exp(-margin));
        }
        return outputs.score(margin);
    }

    /**
     * The scores of all outputs.
     *
     * @param into as many as there are outputs; overwritten
     */
    public void scores(Row features, double[] into) {
        margins(features, into);
        if (predictors.length == 1) {
            into[0] = single(into[0]);
        } else {
            link.all(into);
        }
    }

    /**
     * What scores are made of, before link and calibration.
     *
     * @param into as many as there are outputs; overwritten
     */
    public void margins(Row features, double[] into) {
        if (into.length != predictors.length) {
            throw new IllegalArgumentException(
                    "room for " + into.length + " scores; the model has " + predictors.length);
        }
        encoder.encode(features, columns);
        for (int output = 0; output < predictors.length; output++) {
            into[output] = predictors[output].margin(columns);
        }
    }

    /** Whether a score is at or above the model's threshold. */
    public boolean decide(double score) {
        return score >= outputs.threshold();
    }

    /**
     * The output with the highest score, the first of equal ones; -1 if it doesn't reach the
     * model's threshold.
     */
    public int decide(double[] scores) {
        int highest = 0;
        for (int output = 1; output < scores.length; output++) {
            highest = scores[output] > scores[highest] ? output : highest;
        }
        return decide(scores[highest]) ? highest : -1;
    }
}
