package io.millrace.jobs.control;

import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.pipeline.PipelineTopics;
import io.millrace.registry.lifecycle.Decision;
import io.millrace.schemas.avro.Deployment;
import io.millrace.schemas.avro.ModelEvent;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.serde.AvroRecordSerializer;
import io.millrace.schemas.topic.RecordKeys;
import io.millrace.schemas.topic.TopicKind;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** The records that tell the life cycle's decisions. */
final class DecisionRecords {
    private final PipelineTopics topics;
    private final AvroRecordSerializer<Deployment> deployments;
    private final AvroRecordSerializer<ModelVersion> versions;
    private final AvroRecordSerializer<ModelEvent> events;

    DecisionRecords(PipelineTopics topics) {
        this.topics = topics;
        deployments =
                AvroRecordSerializer.registered(
                        topics.schemaId(TopicKind.DEPLOYMENTS), Deployment.class);
        versions =
                AvroRecordSerializer.registered(
                        topics.schemaId(TopicKind.MODELS), ModelVersion.class);
        events =
                AvroRecordSerializer.registered(
                        topics.schemaId(TopicKind.MODEL_EVENTS), ModelEvent.class);
    }

    OutRecord of(Decision decision) {
        if (decision instanceof Decision.Deploy deploy) {
            Deployment made = deploy.deployment();
            return record(
                    TopicKind.DEPLOYMENTS,
                    RecordKeys.deployment(made.getModel(), made.getEpoch()),
                    deployments.serialize(made));
        }
        if (decision instanceof Decision.Number number) {
            ModelVersion version = number.version();
            return record(
                    TopicKind.MODELS,
                    RecordKeys.modelVersion(version.getModel(), version.getDigest()),
                    versions.serialize(version));
        }
        ModelEvent event = ((Decision.Tell) decision).event();
        String key =
                event.getDigest() == null
                        ? event.getModel()
                        : RecordKeys.modelVersion(event.getModel(), event.getDigest());
        return record(TopicKind.MODEL_EVENTS, key, events.serialize(event));
    }

    private OutRecord record(TopicKind kind, String key, byte[] value) {
        return new OutRecord(
                topics.name(kind), key.getBytes(StandardCharsets.UTF_8), value, List.of());
    }
}
