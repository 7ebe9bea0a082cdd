package io.millrace.jobs.cli.model;

import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.prediction.ScoredEvent;
import io.millrace.scoring.ArtifactRefusedException;
import io.millrace.scoring.Explainer;
import io.millrace.scoring.Explanation;
import io.millrace.scoring.ModelArtifact;
import io.millrace.scoring.Scorer;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/**
 * A prediction of a topic with the reasons that its model gives for it.
 *
 * @param method how the contributions are made, in words
 * @param score that the artefact gives now; the prediction has the one that was served
 * @param contributions the strongest first
 */
public record ExplainedPrediction(
        ScoredEvent prediction,
        String method,
        Explanation explanation,
        double score,
        List<Contribution> contributions) {

    /**
     * @param value of the feature: Double, Long, Boolean, String; null if it was missing
     * @param amount that it added to the margin
     */
    public record Contribution(String feature, @Nullable Object value, double amount) {}

    public ExplainedPrediction {
        contributions = List.copyOf(contributions);
    }

    /**
     * @param features of the prediction's row
     * @throws ArtifactRefusedException if the model doesn't take these features, or is of a time
     *     when trees didn't keep what an explanation needs
     */
    public static ExplainedPrediction of(
            ScoredEvent prediction, RowType features, ModelArtifact artifact)
            throws ArtifactRefusedException {
        Row row = prediction.features();
        Explanation explanation = Explainer.of(artifact, features).explain(row);
        List<Contribution> contributions =
                explanation.top(explanation.contributions().size()).stream()
                        .map(
                                part ->
                                        new Contribution(
                                                part.input(),
                                                value(features, row, part.input()),
                                                part.value()))
                        .toList();
        return new ExplainedPrediction(
                prediction,
                artifact.kind().equals("linear model")
                        ? "weight times distance from the centre"
                        : "exact TreeSHAP",
                explanation,
                Scorer.of(artifact, features).score(row),
                contributions);
    }

    private static @Nullable Object value(RowType features, Row row, String feature) {
        int field = features.index(feature);
        if (row.isNull(field)) {
            return null;
        }
        return switch (features.field(field).type()) {
            case DOUBLE -> row.getDouble(field);
            case INTEGER -> row.getLong(field);
            case BOOLEAN -> row.getBoolean(field);
            case TIMESTAMP -> Instant.ofEpochMilli(row.getLong(field)).toString();
            case STRING -> row.getText(field);
        };
    }

    /** What the features add to the base; that's the margin, but for rounding. */
    public double sum() {
        return contributions.stream().mapToDouble(Contribution::amount).sum();
    }

    /** Whether the artefact gives the very score that was served. */
    public boolean isWhatWasServed() {
        Double served = prediction.score();
        return served != null && Double.compare(served, score) == 0;
    }
}
