package io.millrace.jobs.kafka;

import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Hands an encoded record to the producer. The Kafka timestamp is the broker's: one from the event
 * might be refused, or fall straight into retention.
 */
final class OutRecordSerialization implements KafkaRecordSerializationSchema<OutRecord> {
    private static final long serialVersionUID = 1L;

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            OutRecord record, KafkaSinkContext context, Long timestamp) {
        ProducerRecord<byte[], byte[]> out =
                new ProducerRecord<>(record.topic(), record.key(), record.value());
        for (RecordHeader header : record.headers()) {
            out.headers().add(header.key(), header.value());
        }
        return out;
    }
}
