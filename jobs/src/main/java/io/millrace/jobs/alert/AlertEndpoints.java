package io.millrace.jobs.alert;

import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.kafka.TopicRecord;
import io.millrace.jobs.registry.RegistryReader;

import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Where the alerts job's records come from and go: Kafka in earnest, collections in a test. */
public interface AlertEndpoints {

    DataStream<TopicRecord> alerts(StreamExecutionEnvironment env, AlertSettings settings);

    /** Where people's commands are. */
    RegistryReader.Factory registry();

    /** Dead letters of alerts that no webhook would take. */
    void undelivered(DataStream<OutRecord> undelivered);
}
