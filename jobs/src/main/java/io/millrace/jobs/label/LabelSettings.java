package io.millrace.jobs.label;

import io.millrace.jobs.pipeline.PipelineTopics;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.serde.RegistrySettings;

import org.jspecify.annotations.Nullable;

import java.io.Serializable;

/**
 * All that the label job's operators need.
 *
 * @param pipeline name of the pipeline
 * @param features of the predictions
 * @param labels where labels come from
 * @param within horizon in milliseconds of event time: a label counts if it was known that soon
 *     after its event
 * @param otherwise the label of an event that has none by then, or null for no example
 * @param registry where writers' schemas are found
 */
public record LabelSettings(
        String pipeline,
        RowType features,
        LabelTopic labels,
        long within,
        @Nullable Double otherwise,
        PipelineTopics topics,
        RegistrySettings registry)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /**
     * The topic of labels.
     *
     * @param schema the reader's Avro schema
     * @param on name of the field with the event's id
     * @param value name of the field with the label: a boolean or a number
     * @param eventTime name of the field with the time at which it was known
     * @param outOfOrderness how much later than that it may come and keep its place, in
     *     milliseconds of event time
     */
    public record LabelTopic(
            String topic,
            String schema,
            String on,
            String value,
            String eventTime,
            long outOfOrderness)
            implements Serializable {
        private static final long serialVersionUID = 1L;
    }
}
