package io.millrace.jobs.label;

import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.kafka.TopicRecord;

import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Where the label job's records come from and go: Kafka in earnest, collections in a test. */
public interface LabelEndpoints {

    /** What was served, with the writers' watermarks. */
    DataStream<TopicRecord> predictions(StreamExecutionEnvironment env, LabelSettings settings);

    /** Labels as they come; they don't move time. */
    DataStream<TopicRecord> labels(StreamExecutionEnvironment env, LabelSettings settings);

    void examples(DataStream<OutRecord> examples);

    void deadLetters(DataStream<OutRecord> letters);
}
