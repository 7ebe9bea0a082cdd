package io.millrace.jobs.control;

import io.millrace.jobs.kafka.KafkaEndpoints;
import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.kafka.TimelessWatermarks;
import io.millrace.jobs.kafka.TopicRecord;
import io.millrace.jobs.kafka.TopicRecordDeserializer;
import io.millrace.jobs.kafka.TopicRecordDeserializer.Router;
import io.millrace.jobs.pipeline.PipelineTopics;
import io.millrace.schemas.topic.TopicKind;

import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import java.util.List;

/** The control job's records on Kafka. */
public final class KafkaControlEndpoints implements ControlEndpoints {
    private final KafkaEndpoints endpoints;
    private final PipelineTopics topics;

    public KafkaControlEndpoints(KafkaEndpoints endpoints, PipelineTopics topics) {
        this.endpoints = endpoints;
        this.topics = topics;
    }

    @Override
    public DataStream<TopicRecord> records(
            StreamExecutionEnvironment env, ControlSettings settings) {
        return records(env, settings, TopicKind.MODELS)
                .union(
                        records(env, settings, TopicKind.MODEL_COMMANDS),
                        records(env, settings, TopicKind.PERFORMANCE));
    }

    private DataStream<TopicRecord> records(
            StreamExecutionEnvironment env, ControlSettings settings, TopicKind kind) {
        return env.fromSource(
                        endpoints.source(
                                topics.name(kind),
                                settings.pipeline() + "-control",
                                new TopicRecordDeserializer(Router.NONE)),
                        new TimelessWatermarks(),
                        kind.suffix())
                .uid("source-" + kind.suffix())
                .setParallelism(1);
    }

    @Override
    public void decisions(DataStream<OutRecord> decisions) {
        decisions
                .sinkTo(
                        endpoints.sink(
                                "decisions",
                                List.of(
                                        topics.name(TopicKind.DEPLOYMENTS),
                                        topics.name(TopicKind.MODELS),
                                        topics.name(TopicKind.MODEL_EVENTS),
                                        topics.name(TopicKind.DEAD_LETTERS))))
                .uid("decisions-sink")
                .name("decisions")
                .setParallelism(1);
    }
}
