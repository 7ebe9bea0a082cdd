package io.millrace.jobs.serve;

import io.millrace.features.Refusal;
import io.millrace.jobs.deadletter.DeadLetters;
import io.millrace.jobs.deadletter.DeadLetters.Refused;
import io.millrace.jobs.kafka.OutRecord;
import io.millrace.schemas.avro.Duplicate;
import io.millrace.schemas.avro.LateEvent;
import io.millrace.schemas.avro.ModelEvent;
import io.millrace.schemas.avro.QualityCount;
import io.millrace.schemas.avro.Switch;
import io.millrace.schemas.event.Coordinates;
import io.millrace.schemas.event.Event;
import io.millrace.schemas.serde.AvroRecordSerializer;

import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * Encodes whatever leaves serve elsewhere than by a prediction. Each operator has its own; the
 * schemas were registered before the job started.
 */
final class Outputs {
    private static final String JOB = "serve";

    private final ServeSettings settings;
    private final ServeTopics topics;
    private final DeadLetters deadLetters;
    private final AvroRecordSerializer<LateEvent> lateEvents;
    private final AvroRecordSerializer<Duplicate> duplicates;
    private final AvroRecordSerializer<QualityCount> quality;
    private final AvroRecordSerializer<Switch> switches;
    private final AvroRecordSerializer<ModelEvent> modelEvents;

    Outputs(ServeSettings settings) {
        this.settings = settings;
        this.topics = settings.topics();
        deadLetters =
                new DeadLetters(
                        settings.pipeline(),
                        JOB,
                        topics.deadLetters(),
                        topics.schemaId(topics.deadLetters()));
        lateEvents = serializer(topics.lateEvents(), LateEvent.class);
        duplicates = serializer(topics.duplicates(), Duplicate.class);
        quality = serializer(topics.quality(), QualityCount.class);
        switches = serializer(topics.switches(), Switch.class);
        modelEvents = serializer(topics.modelEvents(), ModelEvent.class);
    }

    private <T extends SpecificRecord> AvroRecordSerializer<T> serializer(
            String topic, Class<T> type) {
        return AvroRecordSerializer.registered(topics.schemaId(topic), type);
    }

    /** A record that never became an event. */
    OutRecord deadLetter(String stage, SourceRecord record, Refusal refusal) {
        return deadLetters.of(
                stage,
                new Refused(record.at(), record.key(), record.value(), record.headers()),
                refusal,
                record.id().isEmpty() ? null : record.id(),
                record.movesTime() ? record.time() : null);
    }

    /** An event that couldn't be answered. */
    OutRecord deadLetter(String stage, Event event, Refusal refusal) {
        return deadLetters.of(
                stage,
                new Refused(event.at(), event.key(), event.value(), List.of()),
                refusal,
                event.id(),
                event.time());
    }

    OutRecord late(Event event, long watermark) {
        LateEvent late =
                LateEvent.newBuilder()
                        .setPipeline(settings.pipeline())
                        .setSource(settings.sources().get(event.source()).name())
                        .setTopic(event.at().topic())
                        .setPartition(event.at().partition())
                        .setOffset(event.at().offset())
                        .setRecordTimestamp(Instant.ofEpochMilli(event.at().timestamp()))
                        .setEventId(event.id())
                        .setEventTime(Instant.ofEpochMilli(event.time()))
                        .setWatermark(Instant.ofEpochMilli(watermark))
                        .setKey(buffer(event.key()))
                        .setValue(ByteBuffer.wrap(event.value()))
                        .build();
        return new OutRecord(
                topics.lateEvents(), event.key(), lateEvents.serialize(late), List.of());
    }

    OutRecord duplicate(Event event, long firstTime, Coordinates first) {
        Duplicate duplicate =
                Duplicate.newBuilder()
                        .setPipeline(settings.pipeline())
                        .setSource(settings.sources().get(event.source()).name())
                        .setTopic(event.at().topic())
                        .setPartition(event.at().partition())
                        .setOffset(event.at().offset())
                        .setRecordTimestamp(Instant.ofEpochMilli(event.at().timestamp()))
                        .setEventId(event.id())
                        .setEventTime(Instant.ofEpochMilli(event.time()))
                        .setFirstTopic(first.topic())
                        .setFirstPartition(first.partition())
                        .setFirstOffset(first.offset())
                        .setFirstEventTime(Instant.ofEpochMilli(firstTime))
                        .setKey(buffer(event.key()))
                        .setValue(ByteBuffer.wrap(event.value()))
                        .build();
        return new OutRecord(
                topics.duplicates(),
                event.id().getBytes(StandardCharsets.UTF_8),
                duplicates.serialize(duplicate),
                List.of());
    }

    OutRecord quality(QualityCount count) {
        return new OutRecord(
                topics.quality(),
                count.getRule().getBytes(StandardCharsets.UTF_8),
                quality.serialize(count),
                List.of());
    }

    OutRecord switched(Switch made) {
        String key = made.getDeployment().getModel() + "/" + made.getDeployment().getEpoch();
        return new OutRecord(
                topics.switches(),
                key.getBytes(StandardCharsets.UTF_8),
                switches.serialize(made),
                List.of());
    }

    OutRecord modelEvent(ModelEvent event) {
        return new OutRecord(
                topics.modelEvents(),
                event.getModel().getBytes(StandardCharsets.UTF_8),
                modelEvents.serialize(event),
                List.of());
    }

    private static @Nullable ByteBuffer buffer(byte @Nullable [] bytes) {
        return bytes == null ? null : ByteBuffer.wrap(bytes);
    }
}
