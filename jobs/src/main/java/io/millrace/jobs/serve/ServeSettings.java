package io.millrace.jobs.serve;

import io.millrace.jobs.pipeline.PublishedVectors;
import io.millrace.schemas.pipeline.Pipeline.Order;
import io.millrace.schemas.serde.RegistrySettings;

import org.jspecify.annotations.Nullable;

import java.io.Serializable;
import java.util.List;

/**
 * All that serve's operators need, resolved before the job starts: no file is read and no name is
 * looked up later.
 *
 * @param pipeline name of the pipeline
 * @param features a {@link io.millrace.features.FeaturePlan} as bytes
 * @param sources in the pipeline's order
 * @param model name of the model that scores, or null when the pipeline has none
 * @param registry where writers' schemas are found
 * @param replay what a replay goes by, or null for a live run
 * @param published whose newest features go to a topic of their own
 */
public record ServeSettings(
        String pipeline,
        byte[] features,
        List<SourceSettings> sources,
        Order order,
        @Nullable String model,
        ServeTopics topics,
        RegistrySettings registry,
        @Nullable Recorded replay,
        PublishedVectors published)
        implements Serializable {

    public ServeSettings {
        sources = List.copyOf(sources);
    }

    /** Settings of a job that publishes no features. */
    public ServeSettings(
            String pipeline,
            byte[] features,
            List<SourceSettings> sources,
            Order order,
            @Nullable String model,
            ServeTopics topics,
            RegistrySettings registry,
            @Nullable Recorded replay) {
        this(
                pipeline,
                features,
                sources,
                order,
                model,
                topics,
                registry,
                replay,
                PublishedVectors.NONE);
    }

    /** The settings of a replay of this run. */
    ServeSettings replaying(Recorded recorded, String models, String switches, int patience) {
        return new ServeSettings(
                pipeline,
                features,
                sources.stream().map(source -> source.patient(patience)).toList(),
                order,
                model,
                topics.reading(models, switches),
                registry,
                recorded,
                published);
    }

    /** By source, in milliseconds; a replay goes by the recorded duplicates and looks for none. */
    long[] duplicateHorizons() {
        return sources.stream()
                .mapToLong(source -> replay == null ? source.duplicatesWithin() : -1)
                .toArray();
    }
}
