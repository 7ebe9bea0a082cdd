package io.millrace.jobs.serve;

import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.registry.RegistryReader;

import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Where serve's records come from and go to: Kafka in earnest, collections in a test. */
public interface ServeEndpoints {

    /** The sources' records, with watermarks by partition. */
    DataStream<SourceRecord> records(StreamExecutionEnvironment env, ServeSettings settings);

    /** How the resolver reads the registry. */
    RegistryReader.Factory registry();

    /** Takes predictions and shadow predictions. */
    void predictions(DataStream<OutRecord> predictions);

    /** Takes the vectors that are published. Called only if some are. */
    void features(DataStream<OutRecord> vectors);

    /** Takes everything that ended elsewhere. */
    void elsewhere(DataStream<OutRecord> elsewhere);
}
