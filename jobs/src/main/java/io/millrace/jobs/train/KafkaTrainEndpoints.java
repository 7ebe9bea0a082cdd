package io.millrace.jobs.train;

import io.millrace.jobs.kafka.KafkaEndpoints;
import io.millrace.jobs.kafka.KafkaSettings;
import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.kafka.TimelessWatermarks;
import io.millrace.jobs.kafka.TopicRecord;
import io.millrace.jobs.kafka.TopicRecordDeserializer;
import io.millrace.jobs.kafka.TopicRecordDeserializer.Router;
import io.millrace.jobs.pipeline.PipelineTopics;
import io.millrace.jobs.registry.KafkaRegistryReader;
import io.millrace.jobs.registry.RegistryReader;
import io.millrace.schemas.topic.TopicKind;

import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import java.util.List;

/** The train job's records on Kafka. */
public final class KafkaTrainEndpoints implements TrainEndpoints {
    private final KafkaEndpoints endpoints;
    private final KafkaSettings kafka;
    private final PipelineTopics topics;

    public KafkaTrainEndpoints(
            KafkaEndpoints endpoints, KafkaSettings kafka, PipelineTopics topics) {
        this.endpoints = endpoints;
        this.kafka = kafka;
        this.topics = topics;
    }

    @Override
    public DataStream<TopicRecord> triggers(
            StreamExecutionEnvironment env, TrainSettings settings) {
        return env.fromSource(
                        endpoints.source(
                                topics.name(TopicKind.RETRAIN_TRIGGERS),
                                settings.pipeline() + "-train",
                                new TopicRecordDeserializer(Router.NONE)),
                        new TimelessWatermarks(),
                        "retrain-triggers")
                .uid("source-retrain-triggers")
                .setParallelism(1);
    }

    @Override
    public ExampleSource.Factory examples() {
        return KafkaExamples.factory(kafka);
    }

    @Override
    public RegistryReader.Factory registry() {
        return KafkaRegistryReader.factory(kafka);
    }

    @Override
    public void results(DataStream<OutRecord> results) {
        results.sinkTo(
                        endpoints.sink(
                                "trained",
                                List.of(
                                        topics.name(TopicKind.DATASETS),
                                        topics.name(TopicKind.EXPERIMENTS),
                                        topics.name(TopicKind.MODELS),
                                        topics.name(TopicKind.MODEL_EVENTS),
                                        topics.name(TopicKind.DEAD_LETTERS))))
                .uid("trained-sink")
                .name("trained")
                .setParallelism(1);
    }
}
