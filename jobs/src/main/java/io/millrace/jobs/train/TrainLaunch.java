package io.millrace.jobs.train;

import io.millrace.jobs.JobLaunch;
import io.millrace.jobs.JobSettings;
import io.millrace.jobs.kafka.KafkaEndpoints;
import io.millrace.jobs.kafka.KafkaSettings;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.jobs.pipeline.PipelineTopics;
import io.millrace.jobs.pipeline.TopicPreparation;
import io.millrace.schemas.pipeline.Model;
import io.millrace.schemas.pipeline.Text;
import io.millrace.schemas.serde.RegistrySettings;
import io.millrace.schemas.topic.TopicCatalogue;

import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import java.util.Map;

/** Gets the train job ready to be submitted. */
public final class TrainLaunch implements JobLaunch {
    private final CheckedPipeline checked;
    private final KafkaSettings kafka;
    private final RegistrySettings registry;
    private final Model model;
    private final Map<String, String> descriptions;

    /**
     * @param descriptions of features in words, by name, for model cards; of some, or none
     * @throws IllegalArgumentException if the pipeline has no model, or no labels
     */
    public TrainLaunch(
            CheckedPipeline checked,
            KafkaSettings kafka,
            RegistrySettings registry,
            Map<String, String> descriptions) {
        this.checked = checked;
        this.descriptions = descriptions;
        this.kafka = kafka;
        this.registry = registry;
        if (checked.pipeline().model().isEmpty() || checked.labels().isEmpty()) {
            throw new IllegalArgumentException(
                    "training needs a model and labels; declare model: and labels: in the file");
        }
        this.model = checked.pipeline().model().get();
    }

    private String pipeline() {
        return checked.pipeline().name().value();
    }

    @Override
    public String jobName() {
        return pipeline() + "-train";
    }

    @Override
    public void define(StreamExecutionEnvironment env, JobSettings jobSettings) {
        PipelineTopics topics =
                new TopicPreparation(checked, TopicCatalogue.of(pipeline()), kafka, registry)
                        .prepare();
        KafkaEndpoints endpoints = KafkaEndpoints.of(kafka, "millrace", jobName(), jobSettings);
        endpoints.checkBrokers();
        TrainJob.define(
                env,
                new KafkaTrainEndpoints(endpoints, kafka, topics),
                new TrainSettings(
                        pipeline(),
                        checked.plan().features(),
                        checked.plan().fingerprint(),
                        model,
                        topics,
                        registry,
                        descriptions,
                        checked.pipeline().monitor().segments().stream()
                                .map(Text::value)
                                .toList()));
    }
}
