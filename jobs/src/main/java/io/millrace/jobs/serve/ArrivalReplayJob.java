package io.millrace.jobs.serve;

import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.kafka.TopicRecord;

import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A replay of what was answered in the order of arrival.
 *
 * <p>What had come before an event isn't recorded, so its features can't be computed again; but
 * they were logged, and with them the epoch of the deployment that answered. So the logged vectors
 * are scored again.
 *
 * <pre>
 * answered ─► scored again ─► predictions, shadow-predictions
 *                   └───────► elsewhere: dead-letters
 * </pre>
 */
public final class ArrivalReplayJob {
    private ArrivalReplayJob() {}

    /**
     * Builds the job: one statement a stage.
     *
     * @param livePredictions the topic of what was served
     */
    public static void define(
            StreamExecutionEnvironment env,
            KafkaServeEndpoints endpoints,
            ServeSettings settings,
            String livePredictions) {
        ServeStages stages = new ServeStages(settings);

        DataStream<TopicRecord> answered = endpoints.answered(env, settings, livePredictions);
        SingleOutputStreamOperator<OutRecord> scored =
                stages.scoreAgain(answered, endpoints.registry());

        endpoints.predictions(scored);
        endpoints.elsewhere(ServeStages.elsewhere(scored));
    }
}
