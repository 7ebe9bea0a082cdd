package io.millrace.jobs.control;

import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.kafka.OutRecordSerializer;
import io.millrace.jobs.kafka.TopicRecord;

import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * From model versions, commands and evidence to deployments.
 *
 * <pre>
 * models ─────────┐
 * model-commands ─┼─► decided, one after the other ─► deployments, models (numbered), model-events
 * performance ────┘
 * </pre>
 */
public final class ControlJob {
    private ControlJob() {}

    /** Builds the job: one statement a stage. */
    public static void define(
            StreamExecutionEnvironment env, ControlEndpoints endpoints, ControlSettings settings) {
        DataStream<TopicRecord> records = endpoints.records(env, settings);
        DataStream<OutRecord> decided = decide(records, settings);

        endpoints.decisions(decided);
    }

    private static DataStream<OutRecord> decide(
            DataStream<TopicRecord> records, ControlSettings settings) {
        return records.process(new Decide(settings), OutRecordSerializer.type())
                .uid("decide")
                .name("decide")
                .forceNonParallel();
    }
}
