package io.millrace.schemas.prediction;

import io.millrace.schemas.avro.Role;
import io.millrace.schemas.event.Row;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A prediction inside Millrace: the record {@code Prediction} with its features as a {@link Row}.
 *
 * @param eventTime epoch milliseconds
 * @param entities in the pipeline's order
 * @param model name of the model, null if none was in force
 * @param version number of the version, from 1; null if it has none yet
 * @param digest SHA-256 of the model's artefact, null if no version answered
 * @param epoch of the deployment in force, from 1; 0 for none
 * @param score finite, or null
 * @param threshold finite, or null
 * @param fingerprint of the feature set
 * @param reasons largest first
 * @param shadowScores what those answered that serve nobody, in the deployment's order
 * @param features of the feature set's row type
 */
public record ScoredEvent(
        String predictionId,
        String pipeline,
        String eventId,
        long eventTime,
        List<EntityKey> entities,
        @Nullable String model,
        @Nullable Integer version,
        @Nullable String digest,
        Role role,
        long epoch,
        @Nullable Double score,
        @Nullable Boolean decision,
        @Nullable Double threshold,
        String fingerprint,
        List<Reason> reasons,
        List<ShadowScore> shadowScores,
        Row features) {

    /** Which entity of one kind an event is about; the key is null if the event doesn't say. */
    public record EntityKey(String entity, @Nullable String key) {}

    /** What a feature added to the score. */
    public record Reason(String feature, double contribution) {}

    /** What a version answered that serves nobody; the score is finite. */
    public record ShadowScore(
            String digest, @Nullable Integer version, double score, boolean decision) {
        public ShadowScore {
            requireFinite("a shadow's score", score);
        }
    }

    public ScoredEvent {
        entities = List.copyOf(entities);
        reasons = List.copyOf(reasons);
        shadowScores = List.copyOf(shadowScores);
        if (eventId.isEmpty()) {
            throw new IllegalArgumentException("a prediction needs the id of its event");
        }
        if (epoch < 0) {
            throw new IllegalArgumentException(
                    "epoch is " + epoch + "; from 1, or 0 for no deployment");
        }
        requireFinite("score", score);
        requireFinite("threshold", threshold);
        if (role == Role.NONE && score != null) {
            throw new IllegalArgumentException(
                    "score is " + score + " in the role NONE, where no model answers");
        }
    }

    private static void requireFinite(String name, @Nullable Double value) {
        if (value != null && !Double.isFinite(value)) {
            throw new IllegalArgumentException(
                    name + " is " + value + "; it must be finite, or null if there's none");
        }
    }
}
