package io.millrace.jobs.train;

import io.millrace.jobs.pipeline.PipelineTopics;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.pipeline.Model;
import io.millrace.schemas.serde.RegistrySettings;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * All that the train job's operator needs.
 *
 * @param features of the examples
 * @param fingerprint of the pipeline's feature set
 * @param model how versions are trained and judged
 * @param registry where writers' schemas are found
 * @param descriptions of features in words, by name, for model cards; of some, or none
 * @param segments features by whose values a model card's figures are split; or none
 */
public record TrainSettings(
        String pipeline,
        RowType features,
        String fingerprint,
        Model model,
        PipelineTopics topics,
        RegistrySettings registry,
        Map<String, String> descriptions,
        List<String> segments)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    public TrainSettings {
        descriptions = Map.copyOf(descriptions);
        segments = List.copyOf(segments);
    }
}
