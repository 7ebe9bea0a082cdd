package io.millrace.jobs.serve;

import java.io.Serializable;
import java.util.Map;
import java.util.Objects;

/**
 * Where serve writes and which registry topics it reads.
 *
 * @param schemaIds the registered schema of each output topic, by the topic's name
 * @param switches where stamped deployments are written
 * @param recordedSwitches where they're read: a live run reads its own, a replay those of the run
 *     that it replays
 */
public record ServeTopics(
        String predictions,
        String shadowPredictions,
        String features,
        String deadLetters,
        String lateEvents,
        String duplicates,
        String quality,
        String switches,
        String recordedSwitches,
        String modelEvents,
        String models,
        String deployments,
        Map<String, Integer> schemaIds)
        implements Serializable {

    public ServeTopics {
        schemaIds = Map.copyOf(schemaIds);
    }

    /** The same outputs, with the registry of another run. */
    ServeTopics reading(String otherModels, String otherSwitches) {
        return new ServeTopics(
                predictions,
                shadowPredictions,
                features,
                deadLetters,
                lateEvents,
                duplicates,
                quality,
                switches,
                otherSwitches,
                modelEvents,
                otherModels,
                deployments,
                schemaIds);
    }

    int schemaId(String topic) {
        return Objects.requireNonNull(
                schemaIds.get(topic), () -> "no schema was registered for topic " + topic);
    }
}
