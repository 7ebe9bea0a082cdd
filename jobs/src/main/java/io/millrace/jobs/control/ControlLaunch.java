package io.millrace.jobs.control;

import io.millrace.jobs.JobLaunch;
import io.millrace.jobs.JobSettings;
import io.millrace.jobs.kafka.KafkaEndpoints;
import io.millrace.jobs.kafka.KafkaSettings;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.jobs.pipeline.PipelineTopics;
import io.millrace.jobs.pipeline.TopicPreparation;
import io.millrace.schemas.pipeline.Model;
import io.millrace.schemas.serde.RegistrySettings;
import io.millrace.schemas.topic.TopicCatalogue;

import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Gets the control job ready to be submitted. */
public final class ControlLaunch implements JobLaunch {
    private final CheckedPipeline checked;
    private final KafkaSettings kafka;
    private final RegistrySettings registry;
    private final Model model;

    /**
     * @throws IllegalArgumentException if the pipeline has no model
     */
    public ControlLaunch(CheckedPipeline checked, KafkaSettings kafka, RegistrySettings registry) {
        this.checked = checked;
        this.kafka = kafka;
        this.registry = registry;
        this.model =
                checked.pipeline()
                        .model()
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "the pipeline has no model to control; declare"
                                                        + " model: in its file"));
    }

    private String pipeline() {
        return checked.pipeline().name().value();
    }

    @Override
    public String jobName() {
        return pipeline() + "-control";
    }

    @Override
    public void define(StreamExecutionEnvironment env, JobSettings jobSettings) {
        PipelineTopics topics =
                new TopicPreparation(checked, TopicCatalogue.of(pipeline()), kafka, registry)
                        .prepare();
        KafkaEndpoints endpoints = KafkaEndpoints.of(kafka, "millrace", jobName(), jobSettings);
        endpoints.checkBrokers();
        ControlJob.define(
                env,
                new KafkaControlEndpoints(endpoints, topics),
                new ControlSettings(
                        pipeline(), checked.plan().fingerprint(), model, topics, registry));
    }
}
