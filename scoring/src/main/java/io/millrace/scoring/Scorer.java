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
    private final Predictor predictor;
    private final double threshold;
    private final double[] columns;

    Scorer(Encoder encoder, Predictor predictor, double threshold) {
        this.encoder = encoder;
        this.predictor = predictor;
        this.threshold = threshold;
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

    /** The probability of the positive class, in [0, 1]. */
    public double score(Row features) {
        encoder.encode(features, columns);
        double margin = predictor.margin(columns);
        return 1 / (1 + StrictMath.exp(-margin));
    }

    /** Whether a score is at or above the model's threshold. */
    public boolean decide(double score) {
        return score >= threshold;
    }
}
