package io.millrace.jobs.drift;

import io.millrace.drift.monitor.MonitorSettings;
import io.millrace.jobs.pipeline.PipelineTopics;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.pipeline.Monitor;
import io.millrace.schemas.serde.RegistrySettings;
import io.millrace.schemas.topic.TopicKind;

import org.jspecify.annotations.Nullable;

import java.io.Serializable;
import java.time.Duration;

/**
 * All that the drift job's operators need.
 *
 * @param model its name
 * @param features of the predictions
 * @param window in milliseconds of event time
 * @param horizon how long labels take at most, in milliseconds of event time
 * @param retrain when a new model is trained; null for never
 * @param registry where writers' schemas are found
 * @param watch what's done beyond tumbling windows of all events
 */
public record DriftSettings(
        String pipeline,
        String model,
        RowType features,
        long window,
        long horizon,
        @Nullable RetrainRules retrain,
        PipelineTopics topics,
        RegistrySettings registry,
        WatchSettings watch)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /** With tumbling windows of all events. */
    public DriftSettings(
            String pipeline,
            String model,
            RowType features,
            long window,
            long horizon,
            @Nullable RetrainRules retrain,
            PipelineTopics topics,
            RegistrySettings registry) {
        this(
                pipeline,
                model,
                features,
                window,
                horizon,
                retrain,
                topics,
                registry,
                WatchSettings.of(new Monitor(Duration.ofMillis(window)), features));
    }

    MonitorSettings monitor() {
        return new MonitorSettings(
                pipeline,
                model,
                topics.name(TopicKind.TRAINING_EXAMPLES),
                window,
                horizon,
                retrain == null ? null : retrain.retrainWhen(),
                watch.options());
    }
}
