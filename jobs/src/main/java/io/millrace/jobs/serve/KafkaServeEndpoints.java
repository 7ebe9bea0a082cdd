package io.millrace.jobs.serve;

import io.millrace.jobs.kafka.KafkaEndpoints;
import io.millrace.jobs.kafka.KafkaSettings;
import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.kafka.TimelessWatermarks;
import io.millrace.jobs.kafka.TopicRecord;
import io.millrace.jobs.kafka.TopicRecordDeserializer;
import io.millrace.jobs.registry.KafkaRegistryReader;
import io.millrace.jobs.registry.RegistryReader;

import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/** Serve's records on Kafka. */
public final class KafkaServeEndpoints implements ServeEndpoints {
    private final KafkaEndpoints endpoints;
    private final KafkaSettings kafka;
    private final ServeTopics topics;
    private final @Nullable Map<TopicPartition, Long> until;

    /**
     * @param until where a replay ends: the first offset of each partition that isn't read; null
     *     for a live run, which doesn't end
     */
    public KafkaServeEndpoints(
            KafkaEndpoints endpoints,
            KafkaSettings kafka,
            ServeTopics topics,
            @Nullable Map<TopicPartition, Long> until) {
        this.endpoints = endpoints;
        this.kafka = kafka;
        this.topics = topics;
        this.until = until;
    }

    @Override
    public DataStream<SourceRecord> records(
            StreamExecutionEnvironment env, ServeSettings settings) {
        DataStream<SourceRecord> all = null;
        for (int i = 0; i < settings.sources().size(); i++) {
            SourceSettings source = settings.sources().get(i);
            DataStream<SourceRecord> records =
                    env.fromSource(source(settings, i), SourceWatermarks.of(source), source.name())
                            .uid("source-" + source.name());
            all = all == null ? records : all.union(records);
        }
        if (all == null) {
            throw new IllegalArgumentException("a pipeline has a source at least");
        }
        return all;
    }

    private KafkaSource<SourceRecord> source(ServeSettings settings, int index) {
        String topic = settings.sources().get(index).topic();
        String group = settings.pipeline() + "-serve";
        SourceRecordDeserializer deserializer = new SourceRecordDeserializer(settings, index);
        return until == null
                ? endpoints.source(topic, group, deserializer)
                : endpoints.source(topic, group, deserializer, until);
    }

    /** What a live run has answered, for a replay in the order of arrival. */
    public DataStream<TopicRecord> answered(
            StreamExecutionEnvironment env, ServeSettings settings, String predictions) {
        if (until == null) {
            throw new IllegalStateException("what has been answered has an end");
        }
        return env.fromSource(
                        endpoints.source(
                                predictions,
                                settings.pipeline() + "-serve",
                                new TopicRecordDeserializer(TopicRecordDeserializer.Router.NONE),
                                until),
                        new TimelessWatermarks(),
                        "answered")
                .uid("source-answered");
    }

    @Override
    public RegistryReader.Factory registry() {
        return KafkaRegistryReader.factory(kafka);
    }

    @Override
    public void predictions(DataStream<OutRecord> predictions) {
        predictions
                .sinkTo(
                        endpoints.sink(
                                "predictions",
                                List.of(topics.predictions(), topics.shadowPredictions())))
                .uid("predictions-sink")
                .name("predictions");
    }

    @Override
    public void features(DataStream<OutRecord> vectors) {
        vectors.sinkTo(endpoints.sink("features", List.of(topics.features())))
                .uid("features-sink")
                .name("features");
    }

    @Override
    public void elsewhere(DataStream<OutRecord> elsewhere) {
        elsewhere
                .sinkTo(
                        endpoints.sink(
                                "elsewhere",
                                List.of(
                                        topics.deadLetters(),
                                        topics.lateEvents(),
                                        topics.duplicates(),
                                        topics.quality(),
                                        topics.switches(),
                                        topics.modelEvents())))
                .uid("elsewhere-sink")
                .name("elsewhere");
    }
}
