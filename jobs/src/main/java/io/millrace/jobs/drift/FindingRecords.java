package io.millrace.jobs.drift;

import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.pipeline.PipelineTopics;
import io.millrace.schemas.avro.DriftAlert;
import io.millrace.schemas.avro.DriftReport;
import io.millrace.schemas.avro.RetrainTrigger;
import io.millrace.schemas.avro.WindowPerformance;
import io.millrace.schemas.serde.AvroRecordSerializer;
import io.millrace.schemas.topic.RecordKeys;
import io.millrace.schemas.topic.TopicKind;

import org.apache.avro.specific.SpecificRecord;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** The records that tell what a monitor found, each for its topic. */
final class FindingRecords {
    private final PipelineTopics topics;
    private final AvroRecordSerializer<WindowPerformance> performance;
    private final AvroRecordSerializer<DriftReport> reports;
    private final AvroRecordSerializer<DriftAlert> alerts;
    private final AvroRecordSerializer<RetrainTrigger> triggers;

    FindingRecords(PipelineTopics topics) {
        this.topics = topics;
        performance =
                AvroRecordSerializer.registered(
                        topics.schemaId(TopicKind.PERFORMANCE), WindowPerformance.class);
        reports =
                AvroRecordSerializer.registered(
                        topics.schemaId(TopicKind.DRIFT_REPORTS), DriftReport.class);
        alerts =
                AvroRecordSerializer.registered(
                        topics.schemaId(TopicKind.DRIFT_ALERTS), DriftAlert.class);
        triggers =
                AvroRecordSerializer.registered(
                        topics.schemaId(TopicKind.RETRAIN_TRIGGERS), RetrainTrigger.class);
    }

    OutRecord of(SpecificRecord found) {
        if (found instanceof WindowPerformance window) {
            String key = RecordKeys.modelVersion(window.getModel(), window.getDigest());
            return record(TopicKind.PERFORMANCE, key, performance.serialize(window));
        }
        if (found instanceof DriftReport report) {
            String key = report.getModel() + "/" + report.getFeature();
            return record(TopicKind.DRIFT_REPORTS, key, reports.serialize(report));
        }
        if (found instanceof DriftAlert alert) {
            return record(TopicKind.DRIFT_ALERTS, alert.getModel(), alerts.serialize(alert));
        }
        RetrainTrigger trigger = (RetrainTrigger) found;
        return record(TopicKind.RETRAIN_TRIGGERS, trigger.getModel(), triggers.serialize(trigger));
    }

    private OutRecord record(TopicKind kind, String key, byte[] value) {
        return new OutRecord(
                topics.name(kind), key.getBytes(StandardCharsets.UTF_8), value, List.of());
    }
}
