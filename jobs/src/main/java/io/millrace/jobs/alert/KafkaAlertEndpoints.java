package io.millrace.jobs.alert;

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

/** The alerts job's records on Kafka. */
public final class KafkaAlertEndpoints implements AlertEndpoints {
    private final KafkaEndpoints endpoints;
    private final KafkaSettings kafka;
    private final PipelineTopics topics;

    public KafkaAlertEndpoints(
            KafkaEndpoints endpoints, KafkaSettings kafka, PipelineTopics topics) {
        this.endpoints = endpoints;
        this.kafka = kafka;
        this.topics = topics;
    }

    @Override
    public DataStream<TopicRecord> alerts(StreamExecutionEnvironment env, AlertSettings settings) {
        return records(env, settings, TopicKind.DRIFT_ALERTS);
    }

    @Override
    public DataStream<TopicRecord> quality(StreamExecutionEnvironment env, AlertSettings settings) {
        return records(env, settings, TopicKind.QUALITY);
    }

    private DataStream<TopicRecord> records(
            StreamExecutionEnvironment env, AlertSettings settings, TopicKind kind) {
        return env.fromSource(
                        endpoints.source(
                                topics.name(kind),
                                settings.pipeline() + "-alerts",
                                new TopicRecordDeserializer(Router.NONE)),
                        new TimelessWatermarks(),
                        kind.suffix())
                .uid("source-" + kind.suffix())
                .setParallelism(1);
    }

    @Override
    public Traffic.Factory traffic() {
        return KafkaTraffic.factory(kafka);
    }

    @Override
    public void found(DataStream<OutRecord> found) {
        found.sinkTo(
                        endpoints.sink(
                                "found",
                                List.of(
                                        topics.name(TopicKind.DRIFT_ALERTS),
                                        topics.name(TopicKind.DEAD_LETTERS))))
                .uid("found-sink")
                .name("found")
                .setParallelism(1);
    }

    @Override
    public RegistryReader.Factory registry() {
        return KafkaRegistryReader.factory(kafka);
    }

    @Override
    public void undelivered(DataStream<OutRecord> undelivered) {
        undelivered
                .sinkTo(endpoints.sink("undelivered", List.of(topics.name(TopicKind.DEAD_LETTERS))))
                .uid("undelivered-sink")
                .name("undelivered")
                .setParallelism(1);
    }
}
