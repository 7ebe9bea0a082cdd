package io.millrace.jobs.drift;

import io.millrace.jobs.JobLaunch;
import io.millrace.jobs.JobSettings;
import io.millrace.jobs.kafka.KafkaEndpoints;
import io.millrace.jobs.kafka.KafkaSettings;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.jobs.pipeline.LabelSchema;
import io.millrace.jobs.pipeline.PipelineTopics;
import io.millrace.jobs.pipeline.TopicPreparation;
import io.millrace.schemas.pipeline.Model;
import io.millrace.schemas.pipeline.Pipeline;
import io.millrace.schemas.serde.RegistrySettings;
import io.millrace.schemas.topic.TopicCatalogue;

import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Gets the drift job ready to be submitted. */
public final class DriftLaunch implements JobLaunch {
    private final CheckedPipeline checked;
    private final KafkaSettings kafka;
    private final RegistrySettings registry;
    private final Model model;

    /**
     * @throws IllegalArgumentException if the pipeline has no model
     */
    public DriftLaunch(CheckedPipeline checked, KafkaSettings kafka, RegistrySettings registry) {
        this.checked = checked;
        this.kafka = kafka;
        this.registry = registry;
        this.model =
                checked.pipeline()
                        .model()
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "the pipeline has no model to watch; declare"
                                                        + " model: in its file"));
    }

    private String pipeline() {
        return checked.pipeline().name().value();
    }

    @Override
    public String jobName() {
        return pipeline() + "-drift";
    }

    @Override
    public void define(StreamExecutionEnvironment env, JobSettings jobSettings) {
        PipelineTopics topics =
                new TopicPreparation(checked, TopicCatalogue.of(pipeline()), kafka, registry)
                        .prepare();
        KafkaEndpoints endpoints = KafkaEndpoints.of(kafka, "millrace", jobName(), jobSettings);
        endpoints.checkBrokers();
        DriftJob.define(
                env,
                new KafkaDriftEndpoints(endpoints, kafka, topics, jobSettings.idleness()),
                settings(topics));
    }

    private DriftSettings settings(PipelineTopics topics) {
        Pipeline declared = checked.pipeline();
        long horizon =
                checked.labels()
                        .map(LabelSchema::labels)
                        .map(labels -> labels.within().toMillis())
                        .orElse(0L);
        return new DriftSettings(
                pipeline(),
                model.name().value(),
                checked.plan().features(),
                declared.monitor().window().toMillis(),
                horizon,
                declared.retrainWhen().map(RetrainRules::of).orElse(null),
                topics,
                registry,
                WatchSettings.of(declared.monitor(), checked.watched()));
    }
}
