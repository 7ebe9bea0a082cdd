package io.millrace.jobs.label;

import io.millrace.jobs.kafka.CompletionWatermarks;
import io.millrace.jobs.kafka.KafkaEndpoints;
import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.kafka.TimelessWatermarks;
import io.millrace.jobs.kafka.TopicRecord;
import io.millrace.jobs.kafka.TopicRecordDeserializer;
import io.millrace.jobs.kafka.TopicRecordDeserializer.Router;
import io.millrace.jobs.kafka.TopicRecordDeserializer.Routing;
import io.millrace.jobs.pipeline.PipelineTopics;
import io.millrace.schemas.prediction.RecordHead;
import io.millrace.schemas.topic.TopicKind;

import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import java.time.Duration;
import java.util.List;

/** The label job's records on Kafka. */
public final class KafkaLabelEndpoints implements LabelEndpoints {
    private final KafkaEndpoints endpoints;
    private final PipelineTopics topics;
    private final Duration idleness;

    /**
     * @param idleness after which a partition without records is taken to be at its end
     */
    public KafkaLabelEndpoints(KafkaEndpoints endpoints, PipelineTopics topics, Duration idleness) {
        this.endpoints = endpoints;
        this.topics = topics;
        this.idleness = idleness;
    }

    @Override
    public DataStream<TopicRecord> predictions(
            StreamExecutionEnvironment env, LabelSettings settings) {
        Router byEvent =
                value -> {
                    RecordHead head = RecordHead.ofPrediction(value);
                    return head == null
                            ? Routing.UNKNOWN
                            : new Routing(head.eventId(), head.eventTime());
                };
        return env.fromSource(
                        endpoints.source(
                                topics.name(TopicKind.PREDICTIONS),
                                settings.pipeline() + "-label",
                                new TopicRecordDeserializer(byEvent)),
                        CompletionWatermarks.of(idleness),
                        "predictions")
                .uid("source-predictions");
    }

    @Override
    public DataStream<TopicRecord> labels(StreamExecutionEnvironment env, LabelSettings settings) {
        return env.fromSource(
                        endpoints.source(
                                settings.labels().topic(),
                                settings.pipeline() + "-label",
                                new TopicRecordDeserializer(Router.NONE)),
                        new TimelessWatermarks(),
                        "labels")
                .uid("source-labels");
    }

    @Override
    public void examples(DataStream<OutRecord> examples) {
        examples.sinkTo(
                        endpoints.sink(
                                "training-examples",
                                List.of(topics.name(TopicKind.TRAINING_EXAMPLES))))
                .uid("training-examples-sink")
                .name("training-examples");
    }

    @Override
    public void deadLetters(DataStream<OutRecord> letters) {
        letters.sinkTo(endpoints.sink("dead-letters", List.of(topics.name(TopicKind.DEAD_LETTERS))))
                .uid("dead-letters-sink")
                .name("dead-letters");
    }
}
