package io.millrace.jobs.kafka;

import io.millrace.schemas.event.Coordinates;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** Hands a topic's records on as they are, with what routes them; never throws for a record. */
public final class TopicRecordDeserializer
        implements KafkaRecordDeserializationSchema<TopicRecord> {
    private static final long serialVersionUID = 1L;

    private final Router router;

    public TopicRecordDeserializer(Router router) {
        this.router = router;
    }

    /** Reads from a value what routes it. */
    public interface Router extends Serializable {

        /** For records that are decoded later. */
        Router NONE = value -> Routing.UNKNOWN;

        /** {@link Routing#UNKNOWN} if the value can't be read; it's never thrown for. */
        Routing route(byte @Nullable [] value);
    }

    /**
     * What routes a record.
     *
     * @param time event time in epoch milliseconds
     */
    public record Routing(String id, long time) {
        public static final Routing UNKNOWN = new Routing("", TopicRecord.NO_TIME);
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<TopicRecord> out) {
        Routing routing = router.route(record.value());
        out.collect(
                new TopicRecord(
                        new Coordinates(
                                record.topic(),
                                record.partition(),
                                record.offset(),
                                record.timestamp()),
                        record.key(),
                        record.value(),
                        headers(record),
                        routing.id(),
                        routing.time(),
                        CompleteTo.of(record.headers())));
    }

    private static List<RecordHeader> headers(ConsumerRecord<byte[], byte[]> record) {
        List<RecordHeader> headers = new ArrayList<>();
        for (Header header : record.headers()) {
            headers.add(new RecordHeader(header.key(), header.value()));
        }
        return headers;
    }

    @Override
    public TypeInformation<TopicRecord> getProducedType() {
        return TopicRecordSerializer.type();
    }
}
