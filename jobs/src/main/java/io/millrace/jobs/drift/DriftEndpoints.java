package io.millrace.jobs.drift;

import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.kafka.TopicRecord;
import io.millrace.jobs.registry.RegistryReader;

import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Where the drift job's records come from and go: Kafka in earnest, collections in a test. */
public interface DriftEndpoints {

    /** What was served, in the time of events. */
    DataStream<TopicRecord> predictions(StreamExecutionEnvironment env, DriftSettings settings);

    /** Labelled predictions, in the time at which labels were known. */
    DataStream<TopicRecord> examples(StreamExecutionEnvironment env, DriftSettings settings);

    /** Where versions' reference profiles are. */
    RegistryReader.Factory registry();

    /** Performance, drift reports, alerts, triggers and dead letters. */
    void findings(DataStream<OutRecord> findings);
}
