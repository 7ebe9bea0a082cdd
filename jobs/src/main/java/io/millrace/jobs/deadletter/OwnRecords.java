package io.millrace.jobs.deadletter;

import io.millrace.features.Refusal;
import io.millrace.jobs.deadletter.DeadLetters.Refused;
import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.kafka.TopicRecord;
import io.millrace.schemas.serde.AvroRecordDeserializer;
import io.millrace.schemas.serde.RegistryUnavailableException;
import io.millrace.schemas.serde.SchemaRegistry;

import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;

/**
 * Reads the records of one of our topics; what can't be read becomes a dead letter.
 *
 * @param <T> what the topic has
 */
public final class OwnRecords<T extends SpecificRecord> {
    private final AvroRecordDeserializer<T> reader;
    private final DeadLetters deadLetters;
    private final String stage;

    /**
     * @param stage of the job, as dead letters name it
     */
    public OwnRecords(
            SchemaRegistry schemas, Class<T> type, DeadLetters deadLetters, String stage) {
        this.reader = new AvroRecordDeserializer<>(schemas, type);
        this.deadLetters = deadLetters;
        this.stage = stage;
    }

    /**
     * @param refused gets the dead letter of what can't be read
     * @return null for that, and for a tombstone
     * @throws RegistryUnavailableException if nobody can say now; the record may well be good
     */
    public @Nullable T read(TopicRecord record, Consumer<OutRecord> refused) {
        byte[] value = record.value();
        if (value == null) {
            return null;
        }
        try {
            return reader.deserialize(value);
        } catch (RegistryUnavailableException e) {
            throw e;
        } catch (RuntimeException e) {
            Refusal refusal = new Refusal("unreadable", null, String.valueOf(e.getMessage()));
            refused.accept(deadLetters.of(stage, Refused.of(record), refusal, null, null));
            return null;
        }
    }
}
