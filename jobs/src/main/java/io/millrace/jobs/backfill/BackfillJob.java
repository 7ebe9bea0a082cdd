package io.millrace.jobs.backfill;

import io.millrace.features.FeaturePlan;
import io.millrace.jobs.serve.ServeJob;
import io.millrace.jobs.serve.ServeStages;
import io.millrace.jobs.serve.SourceRecord;
import io.millrace.schemas.event.Event;

import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * From past events to their features, through serve's stages.
 *
 * <pre>
 * sorted events ─► validated ─► admitted ─► featured ─► derived ─► rows
 *                      └────────────┴───────────┴───────────┴────► refusals
 * </pre>
 */
public final class BackfillJob {

    private BackfillJob() {}

    /** Builds the job: one statement a stage. It ends by itself. */
    public static void define(StreamExecutionEnvironment env, BackfillSettings settings) {
        ServeStages stages = new ServeStages(settings.serve());

        DataStream<SourceRecord> records = events(env, settings);
        SingleOutputStreamOperator<Event> validated = stages.validate(records).setParallelism(1);
        ServeStages.Admitted admitted = stages.admit(validated);
        ServeStages.Featured featured = stages.features(admitted, ServeStages.elsewhere(validated));
        SingleOutputStreamOperator<Event> derived = stages.derive(featured.events());

        stageRows(derived, settings);
        stageRefusals(
                featured.refused().union(derived.getSideOutput(ServeJob.ELSEWHERE)), settings);
    }

    private static DataStream<SourceRecord> events(
            StreamExecutionEnvironment env, BackfillSettings settings) {
        FeaturePlan plan = FeaturePlan.fromBytes(settings.serve().features());
        return env.fromSource(
                        new RunsSource(settings.events(), plan.sources()),
                        new SortedWatermarks(),
                        "events",
                        ServeStages.recordType(plan))
                .uid("events")
                .setParallelism(1);
    }

    private static void stageRows(DataStream<Event> derived, BackfillSettings settings) {
        derived.transform("rows", Types.LONG, new StageRows(settings))
                .uid("rows")
                .setParallelism(1)
                .setMaxParallelism(1);
    }

    private static void stageRefusals(
            DataStream<io.millrace.jobs.kafka.OutRecord> refused, BackfillSettings settings) {
        refused.transform("refusals", Types.LONG, new StageRefusals(settings))
                .uid("refusals")
                .setParallelism(1)
                .setMaxParallelism(1);
    }
}
