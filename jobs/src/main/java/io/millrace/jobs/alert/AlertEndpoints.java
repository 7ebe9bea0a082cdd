package io.millrace.jobs.alert;

import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.kafka.TopicRecord;
import io.millrace.jobs.registry.RegistryReader;

import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Where the alerts job's records come from and go: Kafka in earnest, collections in a test. */
public interface AlertEndpoints {

    DataStream<TopicRecord> alerts(StreamExecutionEnvironment env, AlertSettings settings);

    /** Counts by expectation and window. */
    DataStream<TopicRecord> quality(StreamExecutionEnvironment env, AlertSettings settings);

    /** Where it's known when sources had their last event. */
    Traffic.Factory traffic();

    /** Where people's commands are. */
    RegistryReader.Factory registry();

    /** Alerts, and dead letters of what couldn't be read. */
    void found(DataStream<OutRecord> found);

    /** Dead letters of alerts that no webhook would take. */
    void undelivered(DataStream<OutRecord> undelivered);
}
