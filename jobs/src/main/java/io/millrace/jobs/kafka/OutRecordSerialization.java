package io.millrace.jobs.kafka;

import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetIdentifier;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacetProvider;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Hands an encoded record to the producer. The Kafka timestamp is the broker's: one from the event
 * might be refused, or fall straight into retention.
 *
 * <p>It knows the sink's topics, since a sink that pools its transactions looks there for those
 * that an earlier run has left open.
 */
final class OutRecordSerialization
        implements KafkaRecordSerializationSchema<OutRecord>, KafkaDatasetFacetProvider {
    private static final long serialVersionUID = 1L;

    private final TreeSet<String> topics;

    OutRecordSerialization(Collection<String> topics) {
        this.topics = new TreeSet<>(topics);
        if (this.topics.isEmpty()) {
            throw new IllegalArgumentException("a sink needs at least one topic");
        }
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            OutRecord record, KafkaSinkContext context, @Nullable Long timestamp) {
        if (!topics.contains(record.topic())) {
            throw new IllegalArgumentException(
                    "a record for topic \"%s\" has come to a sink for %s; name all of a sink's topics"
                            .formatted(record.topic(), topics));
        }
        ProducerRecord<byte[], byte[]> out =
                new ProducerRecord<>(record.topic(), record.key(), record.value());
        for (RecordHeader header : record.headers()) {
            out.headers().add(header.key(), header.value());
        }
        return out;
    }

    @Override
    public Optional<KafkaDatasetFacet> getKafkaDatasetFacet() {
        List<String> names = new ArrayList<>(topics);
        return Optional.of(
                new DefaultKafkaDatasetFacet(DefaultKafkaDatasetIdentifier.ofTopics(names)));
    }
}
