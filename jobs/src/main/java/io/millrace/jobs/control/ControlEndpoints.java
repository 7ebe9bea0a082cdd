package io.millrace.jobs.control;

import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.kafka.TopicRecord;

import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Where the control job's records come from and go: Kafka in earnest, collections in a test. */
public interface ControlEndpoints {

    /** Model versions, commands and performance, told apart by their topics. */
    DataStream<TopicRecord> records(StreamExecutionEnvironment env, ControlSettings settings);

    /** Deployments, numbered versions, model events and dead letters. */
    void decisions(DataStream<OutRecord> decisions);
}
