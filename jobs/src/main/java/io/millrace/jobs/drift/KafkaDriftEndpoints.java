package io.millrace.jobs.drift;

import io.millrace.jobs.kafka.CompletionWatermarks;
import io.millrace.jobs.kafka.KafkaEndpoints;
import io.millrace.jobs.kafka.KafkaSettings;
import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.kafka.TopicRecord;
import io.millrace.jobs.kafka.TopicRecordDeserializer;
import io.millrace.jobs.kafka.TopicRecordDeserializer.Router;
import io.millrace.jobs.kafka.TopicRecordDeserializer.Routing;
import io.millrace.jobs.pipeline.PipelineTopics;
import io.millrace.jobs.registry.KafkaRegistryReader;
import io.millrace.jobs.registry.RegistryReader;
import io.millrace.schemas.prediction.RecordHead;
import io.millrace.schemas.topic.TopicKind;

import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import java.time.Duration;
import java.util.List;

/** The drift job's records on Kafka. */
public final class KafkaDriftEndpoints implements DriftEndpoints {
    private final KafkaEndpoints endpoints;
    private final KafkaSettings kafka;
    private final PipelineTopics topics;
    private final Duration idleness;

    /**
     * @param idleness after which a partition without records is taken to be at its end
     */
    public KafkaDriftEndpoints(
            KafkaEndpoints endpoints,
            KafkaSettings kafka,
            PipelineTopics topics,
            Duration idleness) {
        this.endpoints = endpoints;
        this.kafka = kafka;
        this.topics = topics;
        this.idleness = idleness;
    }

    @Override
    public DataStream<TopicRecord> predictions(
            StreamExecutionEnvironment env, DriftSettings settings) {
        Router byEventTime =
                value -> {
                    RecordHead head = RecordHead.ofPrediction(value);
                    return head == null
                            ? Routing.UNKNOWN
                            : new Routing(head.eventId(), head.eventTime());
                };
        return records(env, settings, TopicKind.PREDICTIONS, byEventTime);
    }

    @Override
    public DataStream<TopicRecord> examples(
            StreamExecutionEnvironment env, DriftSettings settings) {
        Router byLabelTime =
                value -> {
                    RecordHead head = RecordHead.ofExample(value);
                    return head == null
                            ? Routing.UNKNOWN
                            : new Routing(head.eventId(), head.labelledAt());
                };
        return records(env, settings, TopicKind.TRAINING_EXAMPLES, byLabelTime);
    }

    private DataStream<TopicRecord> records(
            StreamExecutionEnvironment env, DriftSettings settings, TopicKind kind, Router router) {
        return env.fromSource(
                        endpoints.source(
                                topics.name(kind),
                                settings.pipeline() + "-drift",
                                new TopicRecordDeserializer(router)),
                        CompletionWatermarks.of(idleness),
                        kind.suffix())
                .uid("source-" + kind.suffix());
    }

    @Override
    public RegistryReader.Factory registry() {
        return KafkaRegistryReader.factory(kafka);
    }

    /** One after the other: several writers would swap a window's revisions, an alert's states. */
    @Override
    public void findings(DataStream<OutRecord> findings) {
        findings.sinkTo(
                        endpoints.sink(
                                "findings",
                                List.of(
                                        topics.name(TopicKind.PERFORMANCE),
                                        topics.name(TopicKind.DRIFT_REPORTS),
                                        topics.name(TopicKind.DRIFT_ALERTS),
                                        topics.name(TopicKind.RETRAIN_TRIGGERS),
                                        topics.name(TopicKind.DEAD_LETTERS))))
                .uid("findings-sink")
                .name("findings")
                .setParallelism(1);
    }
}
