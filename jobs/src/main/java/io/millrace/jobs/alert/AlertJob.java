package io.millrace.jobs.alert;

import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.kafka.OutRecordSerializer;
import io.millrace.jobs.kafka.TopicRecord;

import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * From the pipeline's state to alerts, and from alerts to webhooks.
 *
 * <pre>
 * quality, sources' newest records ─► watched ─► drift-alerts
 *
 * drift-alerts ──► told, one webhook beside the other ─► HTTP
 *                     ▲                └─► dead-letters (what nobody would take)
 * alert-commands ─────┘
 * </pre>
 */
public final class AlertJob {
    private AlertJob() {}

    /** Builds the job: one statement a stage. */
    public static void define(
            StreamExecutionEnvironment env, AlertEndpoints endpoints, AlertSettings settings) {
        DataStream<TopicRecord> quality = endpoints.quality(env, settings);
        DataStream<OutRecord> found = watch(quality, endpoints, settings);
        DataStream<TopicRecord> alerts = endpoints.alerts(env, settings);
        DataStream<OutRecord> undelivered = tell(alerts, endpoints, settings);

        endpoints.found(found);
        endpoints.undelivered(undelivered);
    }

    private static DataStream<OutRecord> watch(
            DataStream<TopicRecord> quality, AlertEndpoints endpoints, AlertSettings settings) {
        return quality.transform(
                        "watch",
                        OutRecordSerializer.type(),
                        new WatchFactory(settings, endpoints.traffic()))
                .uid("watch")
                .name("watch")
                .forceNonParallel();
    }

    private static DataStream<OutRecord> tell(
            DataStream<TopicRecord> alerts, AlertEndpoints endpoints, AlertSettings settings) {
        return alerts.transform(
                        "tell",
                        OutRecordSerializer.type(),
                        new TellFactory(settings, endpoints.registry(), System::getenv))
                .uid("tell")
                .name("tell")
                .forceNonParallel();
    }
}
