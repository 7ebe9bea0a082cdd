package io.millrace.jobs.alert;

import io.millrace.jobs.JobLaunch;
import io.millrace.jobs.JobSettings;
import io.millrace.jobs.kafka.KafkaEndpoints;
import io.millrace.jobs.kafka.KafkaSettings;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.jobs.pipeline.PipelineTopics;
import io.millrace.jobs.pipeline.TopicPreparation;
import io.millrace.schemas.pipeline.Alerts;
import io.millrace.schemas.serde.RegistrySettings;
import io.millrace.schemas.topic.TopicCatalogue;

import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import java.util.stream.Collectors;

/** Gets the alerts job ready to be submitted. */
public final class AlertLaunch implements JobLaunch {
    private final CheckedPipeline checked;
    private final KafkaSettings kafka;
    private final RegistrySettings registry;

    /**
     * @throws IllegalArgumentException if the pipeline file asks for nothing that the job does
     */
    public AlertLaunch(CheckedPipeline checked, KafkaSettings kafka, RegistrySettings registry) {
        this.checked = checked;
        this.kafka = kafka;
        this.registry = registry;
        if (!isNeeded(checked.pipeline().alerts())) {
            throw new IllegalArgumentException(
                    "the pipeline asks for no alerts but those of drift and performance, and tells"
                            + " nobody; declare alerts: in its file");
        }
    }

    /** Whether a pipeline file asks for anything that the job does. */
    public static boolean isNeeded(Alerts alerts) {
        return !alerts.equals(Alerts.NONE);
    }

    private String pipeline() {
        return checked.pipeline().name().value();
    }

    @Override
    public String jobName() {
        return pipeline() + "-alerts";
    }

    @Override
    public void define(StreamExecutionEnvironment env, JobSettings jobSettings) {
        PipelineTopics topics =
                new TopicPreparation(checked, TopicCatalogue.of(pipeline()), kafka, registry)
                        .prepare();
        KafkaEndpoints endpoints = KafkaEndpoints.of(kafka, "millrace", jobName(), jobSettings);
        endpoints.checkBrokers();
        AlertJob.define(env, new KafkaAlertEndpoints(endpoints, kafka, topics), settings(topics));
    }

    private AlertSettings settings(PipelineTopics topics) {
        return new AlertSettings(
                pipeline(),
                WatchSettings.of(
                        pipeline(),
                        checked.pipeline().model().map(model -> model.name().value()).orElse(""),
                        checked.pipeline().alerts(),
                        checked.pipeline().sources().stream()
                                .collect(
                                        Collectors.toMap(
                                                source -> source.name().value(),
                                                source -> source.topic().value()))),
                checked.pipeline().alerts().webhooks().stream().map(WebhookSettings::of).toList(),
                topics,
                registry);
    }
}
