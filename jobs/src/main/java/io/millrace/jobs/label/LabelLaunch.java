package io.millrace.jobs.label;

import io.millrace.jobs.JobLaunch;
import io.millrace.jobs.JobSettings;
import io.millrace.jobs.kafka.KafkaEndpoints;
import io.millrace.jobs.kafka.KafkaSettings;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.jobs.pipeline.LabelSchema;
import io.millrace.jobs.pipeline.PipelineTopics;
import io.millrace.jobs.pipeline.TopicPreparation;
import io.millrace.schemas.pipeline.Labels;
import io.millrace.schemas.serde.RegistrySettings;
import io.millrace.schemas.topic.TopicCatalogue;

import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Gets the label job ready to be submitted. */
public final class LabelLaunch implements JobLaunch {
    private final CheckedPipeline checked;
    private final KafkaSettings kafka;
    private final RegistrySettings registry;
    private final LabelSchema labels;

    /**
     * @throws IllegalArgumentException if the pipeline has no labels
     */
    public LabelLaunch(CheckedPipeline checked, KafkaSettings kafka, RegistrySettings registry) {
        this.checked = checked;
        this.kafka = kafka;
        this.registry = registry;
        this.labels =
                checked.labels()
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "the pipeline has no labels to join; declare"
                                                        + " labels: in its file"));
    }

    private String pipeline() {
        return checked.pipeline().name().value();
    }

    @Override
    public String jobName() {
        return pipeline() + "-label";
    }

    @Override
    public void define(StreamExecutionEnvironment env, JobSettings jobSettings) {
        PipelineTopics topics =
                new TopicPreparation(checked, TopicCatalogue.of(pipeline()), kafka, registry)
                        .prepare();
        KafkaEndpoints endpoints = KafkaEndpoints.of(kafka, "millrace", jobName(), jobSettings);
        endpoints.checkBrokers();
        LabelJob.define(
                env,
                new KafkaLabelEndpoints(endpoints, topics, jobSettings.idleness()),
                settings(topics));
    }

    private LabelSettings settings(PipelineTopics topics) {
        Labels declared = labels.labels();
        return new LabelSettings(
                pipeline(),
                checked.plan().features(),
                new LabelSettings.LabelTopic(
                        declared.topic().value(),
                        labels.schema().toString(),
                        declared.on().value(),
                        declared.value().value(),
                        declared.eventTime().value(),
                        declared.outOfOrderness().toMillis()),
                declared.within().toMillis(),
                declared.otherwise().orElse(null),
                topics,
                registry);
    }
}
