package io.millrace.jobs.control;

import io.millrace.jobs.pipeline.PipelineTopics;
import io.millrace.registry.lifecycle.LifeCycleSettings;
import io.millrace.schemas.pipeline.Model;
import io.millrace.schemas.serde.RegistrySettings;

import java.io.Serializable;

/**
 * All that the control job's operator needs.
 *
 * @param fingerprint of the pipeline's feature set
 * @param model whose versions it controls
 * @param registry where writers' schemas are found
 */
public record ControlSettings(
        String pipeline,
        String fingerprint,
        Model model,
        PipelineTopics topics,
        RegistrySettings registry)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    LifeCycleSettings lifeCycle() {
        return new LifeCycleSettings(
                pipeline,
                model.name().value(),
                fingerprint,
                model.gate(),
                model.rollout(),
                model.control());
    }
}
