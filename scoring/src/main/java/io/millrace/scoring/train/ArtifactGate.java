package io.millrace.scoring.train;

import io.millrace.schemas.avro.GateVerdict;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.pipeline.Model;
import io.millrace.scoring.ArtifactRefusedException;
import io.millrace.scoring.ModelArtifact;
import io.millrace.scoring.Scorer;
import io.millrace.scoring.metrics.BinaryMetrics;
import io.millrace.scoring.metrics.Evaluation;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * The gate of a training, for binary artefacts and rows from anywhere. The majority is that of the
 * rows themselves, which nothing beats that says the same of every row. Whether a model has learnt
 * from these rows isn't known here: the one who names them must see to it.
 */
public final class ArtifactGate {
    private ArtifactGate() {}

    /**
     * @param champion null if there's none
     * @param features of the rows
     * @param labels one for each row
     * @param settings of which {@code holdout} isn't used
     * @throws ArtifactRefusedException if a model doesn't take these rows
     */
    public static GateVerdict judge(
            ModelArtifact candidate,
            @Nullable ModelArtifact champion,
            RowType features,
            List<Row> rows,
            boolean[] labels,
            Model.Gate settings)
            throws ArtifactRefusedException {
        long positives = 0;
        for (boolean label : labels) {
            positives += label ? 1 : 0;
        }
        double majority = (double) Math.max(positives, labels.length - positives) / labels.length;
        return new Gatekeeper(settings, "")
                .judge(
                        evaluate(candidate, features, rows, labels),
                        champion == null ? null : evaluate(champion, features, rows, labels),
                        majority,
                        "",
                        null);
    }

    private static Evaluation evaluate(
            ModelArtifact artifact, RowType features, List<Row> rows, boolean[] labels)
            throws ArtifactRefusedException {
        Scorer scorer = Scorer.of(artifact, features);
        double[] scores = rows.stream().mapToDouble(scorer::score).toArray();
        return BinaryMetrics.evaluate(scores, labels, artifact.threshold());
    }
}
