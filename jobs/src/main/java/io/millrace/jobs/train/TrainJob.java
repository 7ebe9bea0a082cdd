package io.millrace.jobs.train;

import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.kafka.OutRecordSerializer;
import io.millrace.jobs.kafka.TopicRecord;

import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * From retraining triggers to model versions.
 *
 * <pre>
 * retrain-triggers ─► trained, one after the other, on the trigger's examples ─► models,
 *                                                        datasets (the examples, frozen),
 *                                                        experiments (what was tried),
 *                                                        model-events (what came to nothing)
 * </pre>
 */
public final class TrainJob {
    private TrainJob() {}

    /** Builds the job: one statement a stage. */
    public static void define(
            StreamExecutionEnvironment env, TrainEndpoints endpoints, TrainSettings settings) {
        DataStream<TopicRecord> triggers = endpoints.triggers(env, settings);
        DataStream<OutRecord> trained = train(triggers, endpoints, settings);

        endpoints.results(trained);
    }

    private static DataStream<OutRecord> train(
            DataStream<TopicRecord> triggers, TrainEndpoints endpoints, TrainSettings settings) {
        return triggers.transform(
                        "train",
                        OutRecordSerializer.type(),
                        new TrainFactory(settings, endpoints.examples(), endpoints.registry()))
                .uid("train")
                .name("train")
                .forceNonParallel();
    }
}
