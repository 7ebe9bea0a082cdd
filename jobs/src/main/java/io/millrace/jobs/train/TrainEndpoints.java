package io.millrace.jobs.train;

import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.kafka.TopicRecord;
import io.millrace.jobs.registry.RegistryReader;

import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Where the train job's records come from and go: Kafka in earnest, collections in a test. */
public interface TrainEndpoints {

    DataStream<TopicRecord> triggers(StreamExecutionEnvironment env, TrainSettings settings);

    /** Where a trigger's examples are. */
    ExampleSource.Factory examples();

    /** Where the champion is. */
    RegistryReader.Factory registry();

    /**
     * Frozen datasets, experiments, model versions, model events of trainings that failed, and dead
     * letters.
     */
    void results(DataStream<OutRecord> results);
}
