package io.millrace.jobs.deadletter;

import io.millrace.features.Refusal;
import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.kafka.RecordHeader;
import io.millrace.jobs.kafka.TopicRecord;
import io.millrace.schemas.avro.DeadLetter;
import io.millrace.schemas.event.Coordinates;
import io.millrace.schemas.serde.AvroRecordSerializer;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;

/** Makes a job's dead letters: the record whole, where it was, and why it couldn't be used. */
public final class DeadLetters {
    private final String pipeline;
    private final String job;
    private final String topic;
    private final AvroRecordSerializer<DeadLetter> serializer;

    /**
     * @param schemaId of {@code DeadLetter}, registered for the topic
     */
    public DeadLetters(String pipeline, String job, String topic, int schemaId) {
        this.pipeline = pipeline;
        this.job = job;
        this.topic = topic;
        this.serializer = AvroRecordSerializer.registered(schemaId, DeadLetter.class);
    }

    /**
     * A record as it was on Kafka.
     *
     * @param headers as the record had them; empty where they aren't known any more
     */
    public record Refused(
            Coordinates at,
            byte @Nullable [] key,
            byte @Nullable [] value,
            List<RecordHeader> headers) {

        /** A record of a topic. */
        public static Refused of(TopicRecord record) {
            return new Refused(record.at(), record.key(), record.value(), record.headers());
        }
    }

    /**
     * @param stage of the job that refused it
     * @param eventId null if it couldn't be read
     * @param eventTime epoch milliseconds, null if it couldn't be read
     */
    public OutRecord of(
            String stage,
            Refused record,
            Refusal refusal,
            @Nullable String eventId,
            @Nullable Long eventTime) {
        DeadLetter letter =
                DeadLetter.newBuilder()
                        .setPipeline(pipeline)
                        .setJob(job)
                        .setStage(stage)
                        .setTopic(record.at().topic())
                        .setPartition(record.at().partition())
                        .setOffset(record.at().offset())
                        .setRecordTimestamp(Instant.ofEpochMilli(record.at().timestamp()))
                        .setKey(buffer(record.key()))
                        .setValue(buffer(record.value()))
                        .setHeaders(record.headers().stream().map(DeadLetters::header).toList())
                        .setRule(refusal.rule())
                        .setReason(refusal.message())
                        .setField(refusal.field())
                        .setEventId(eventId)
                        .setEventTime(eventTime == null ? null : Instant.ofEpochMilli(eventTime))
                        .build();
        return new OutRecord(
                topic, record.key(), serializer.serialize(letter), DeadLetterHeaders.of(letter));
    }

    private static io.millrace.schemas.avro.RecordHeader header(RecordHeader header) {
        return new io.millrace.schemas.avro.RecordHeader(header.key(), buffer(header.value()));
    }

    private static @Nullable ByteBuffer buffer(byte @Nullable [] bytes) {
        return bytes == null ? null : ByteBuffer.wrap(bytes);
    }
}
