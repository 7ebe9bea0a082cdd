package io.millrace.jobs.serve;

import static io.millrace.jobs.serve.ServeStages.elsewhere;

import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.kafka.OutRecordSerializer;
import io.millrace.jobs.types.RecordType;
import io.millrace.schemas.event.Event;

import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.OutputTag;

/**
 * From raw events to predictions.
 *
 * <pre>
 * records ─► validated ─► admitted ─► featured ─► derived ─► scored ─► predictions,
 *                │            ├─► deployments ────────────────┘        shadow-predictions
 *                └────────────┴──────────┴────────────┴─► elsewhere: dead-letters, late-events,
 *                └─────┬──────┘              │            duplicates, switches, model-events,
 *                      └► quality ───────────┼─────────►  quality
 *                                            └► newest ─► features, if the pipeline publishes any
 * </pre>
 */
public final class ServeJob {

    /** Whatever doesn't become a prediction, encoded for the topic where it belongs. */
    public static final OutputTag<OutRecord> ELSEWHERE =
            new OutputTag<>(
                    "elsewhere", new RecordType<>(OutRecord.class, new OutRecordSerializer()));

    private ServeJob() {}

    /** Builds the job: one statement a stage. */
    public static void define(
            StreamExecutionEnvironment env, ServeEndpoints endpoints, ServeSettings settings) {
        ServeStages stages = new ServeStages(settings);

        DataStream<SourceRecord> records = endpoints.records(env, settings);
        SingleOutputStreamOperator<Event> validated = stages.validate(records);
        ServeStages.Admitted admitted = stages.admit(validated);
        SingleOutputStreamOperator<RegistryUpdate> deployments =
                stages.resolveDeployments(admitted.events(), endpoints.registry());
        ServeStages.Featured featured =
                stages.features(admitted, elsewhere(validated, deployments));
        SingleOutputStreamOperator<Event> derived = stages.derive(featured.events());
        SingleOutputStreamOperator<OutRecord> scored = stages.score(derived, deployments);
        SingleOutputStreamOperator<OutRecord> quality = stages.quality(validated, admitted);

        endpoints.predictions(scored);
        stages.vectors(derived).ifPresent(endpoints::features);
        endpoints.elsewhere(featured.refused().union(elsewhere(derived), quality));
    }
}
