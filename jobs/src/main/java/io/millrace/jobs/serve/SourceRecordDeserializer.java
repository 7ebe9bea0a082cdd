package io.millrace.jobs.serve;

import io.millrace.features.FeaturePlan;
import io.millrace.features.Refusal;
import io.millrace.jobs.kafka.RecordHeader;
import io.millrace.schemas.event.Coordinates;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.serde.ConfluentSchemaRegistry;
import io.millrace.schemas.serde.Decoding;
import io.millrace.schemas.serde.EventDecoder;
import io.millrace.schemas.serde.EventLayout;

import org.apache.avro.Schema;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Decodes at the source, so that the source's own watermarks by partition can be used, and never
 * throws for a record: what's wrong with it travels on as its refusal. Only a registry that doesn't
 * answer goes up, since then the record may well be good; the job restarts and asks again.
 */
public final class SourceRecordDeserializer
        implements KafkaRecordDeserializationSchema<SourceRecord> {
    private static final long serialVersionUID = 1L;

    private final ServeSettings settings;
    private final int source;

    private transient EventDecoder decoder;

    public SourceRecordDeserializer(ServeSettings settings, int source) {
        this.settings = settings;
        this.source = source;
    }

    @Override
    public void open(DeserializationSchema.InitializationContext context) {
        open();
    }

    /** Gets ready to {@link #decode}, also outside of a job. */
    public void open() {
        SourceSettings of = settings.sources().get(source);
        FeaturePlan plan = FeaturePlan.fromBytes(settings.features());
        decoder =
                new EventDecoder(
                        new ConfluentSchemaRegistry(settings.registry()),
                        EventLayout.of(
                                new Schema.Parser().parse(of.schema()),
                                plan.sources().get(source),
                                of.id(),
                                of.eventTime()));
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<SourceRecord> out) {
        out.collect(decode(record));
    }

    /** What could be made of a record. */
    public SourceRecord decode(ConsumerRecord<byte[], byte[]> record) {
        return Heartbeats.isOne(record) ? heartbeat(record) : decoded(record);
    }

    private SourceRecord heartbeat(ConsumerRecord<byte[], byte[]> record) {
        Long time = Heartbeats.time(record);
        return time == null
                ? record(record, refused(Heartbeats.REFUSAL))
                : record(record, new Outcome(time, "", null, null));
    }

    private SourceRecord decoded(ConsumerRecord<byte[], byte[]> record) {
        Decoding decoding = decoder.decode(record.value());
        if (decoding instanceof Decoding.Decoded event) {
            return record(record, new Outcome(event.time(), event.id(), event.fields(), null));
        }
        Decoding.Failed failed = (Decoding.Failed) decoding;
        return record(
                record,
                refused(new Refusal(failed.code().rule(), failed.field(), failed.message())));
    }

    /** What was made of a record's value. */
    private record Outcome(long time, String id, @Nullable Row fields, @Nullable Refusal refusal) {}

    private static Outcome refused(Refusal refusal) {
        return new Outcome(SourceRecord.NO_TIME, "", null, refusal);
    }

    private SourceRecord record(ConsumerRecord<byte[], byte[]> record, Outcome outcome) {
        return new SourceRecord(
                source,
                new Coordinates(
                        record.topic(), record.partition(), record.offset(), record.timestamp()),
                record.key(),
                record.value(),
                headers(record),
                outcome.time(),
                outcome.id(),
                outcome.fields(),
                outcome.refusal());
    }

    private static List<RecordHeader> headers(ConsumerRecord<byte[], byte[]> record) {
        List<RecordHeader> headers = new ArrayList<>();
        for (Header header : record.headers()) {
            headers.add(new RecordHeader(header.key(), header.value()));
        }
        return headers;
    }

    @Override
    public TypeInformation<SourceRecord> getProducedType() {
        return ServeStages.recordType(FeaturePlan.fromBytes(settings.features()));
    }
}
