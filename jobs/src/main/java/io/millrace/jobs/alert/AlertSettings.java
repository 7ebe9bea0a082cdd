package io.millrace.jobs.alert;

import io.millrace.jobs.pipeline.PipelineTopics;
import io.millrace.schemas.serde.RegistrySettings;

import java.io.Serializable;
import java.util.List;

/**
 * All that the alerts job's operators need.
 *
 * @param watch what's an alert besides drift and performance
 * @param webhooks in the file's order
 * @param registry where writers' schemas are found
 */
public record AlertSettings(
        String pipeline,
        WatchSettings watch,
        List<WebhookSettings> webhooks,
        PipelineTopics topics,
        RegistrySettings registry)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    public AlertSettings {
        webhooks = List.copyOf(webhooks);
    }
}
