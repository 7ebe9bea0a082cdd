package io.millrace.jobs.drift;

import io.millrace.drift.monitor.MonitorSettings;
import io.millrace.jobs.pipeline.PipelineTopics;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.serde.RegistrySettings;
import io.millrace.schemas.topic.TopicKind;

import org.jspecify.annotations.Nullable;

import java.io.Serializable;

/**
 * All that the drift job's operators need.
 *
 * @param model its name
 * @param features of the predictions
 * @param window in milliseconds of event time
 * @param horizon how long labels take at most, in milliseconds of event time
 * @param retrain when a new model is trained; null for never
 * @param registry where writers' schemas are found
 */
public record DriftSettings(
        String pipeline,
        String model,
        RowType features,
        long window,
        long horizon,
        @Nullable RetrainRules retrain,
        PipelineTopics topics,
        RegistrySettings registry)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    MonitorSettings monitor() {
        return new MonitorSettings(
                pipeline,
                model,
                topics.name(TopicKind.TRAINING_EXAMPLES),
                window,
                horizon,
                retrain == null ? null : retrain.retrainWhen());
    }
}
