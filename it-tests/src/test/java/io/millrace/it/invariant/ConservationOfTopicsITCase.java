package io.millrace.it.invariant;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.it.cluster.SharedCluster;
import io.millrace.it.process.KafkaBroker;
import io.millrace.it.process.RegistryServerProcess;
import io.millrace.it.read.PlainReader;
import io.millrace.it.read.PlainWriter;

import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

@ExtendWith(SharedCluster.class)
class ConservationOfTopicsITCase {

    private static final String SOURCE = "tally-events";
    private static final Schema EVENT =
            SchemaBuilder.record("Event").fields().requiredString("id").endRecord();
    private static final Schema PREDICTION =
            SchemaBuilder.record("Prediction").fields().requiredString("event_id").endRecord();
    private static final Schema RECORDED =
            SchemaBuilder.record("Recorded")
                    .fields()
                    .requiredString("topic")
                    .requiredInt("partition")
                    .requiredLong("offset")
                    .endRecord();

    @Test
    void readsEachRecordOfEachTopic(KafkaBroker broker, RegistryServerProcess registry) {
        List<String> topics =
                List.of(
                        SOURCE,
                        "tally.predictions",
                        "tally.dead-letters",
                        "tally.late-events",
                        "tally.duplicates");
        topics.forEach(topic -> broker.createTopic(topic, 1));
        var writer = new PlainWriter(registry.url());
        int event = writer.register(SOURCE, EVENT);
        int prediction = writer.register("tally.predictions", PREDICTION);
        int recorded = writer.register("tally.dead-letters", RECORDED);
        try (var producer = producer(broker)) {
            producer.send(record(SOURCE, PlainWriter.frame(event, of(EVENT, "id", "served"))));
            producer.send(record(SOURCE, "poison".getBytes(StandardCharsets.UTF_8)));
            producer.send(record(SOURCE, PlainWriter.frame(event, of(EVENT, "id", "late"))));
            producer.send(record(SOURCE, PlainWriter.frame(event, of(EVENT, "id", "served"))));
            producer.send(heartbeat());
            producer.send(withoutValue());
            producer.send(
                    record(
                            "tally.predictions",
                            PlainWriter.frame(prediction, of(PREDICTION, "event_id", "served"))));
            producer.send(record("tally.dead-letters", PlainWriter.frame(recorded, at(SOURCE, 1))));
            producer.send(record("tally.dead-letters", PlainWriter.frame(recorded, at(SOURCE, 5))));
            producer.send(record("tally.dead-letters", PlainWriter.frame(recorded, at("else", 1))));
            producer.send(record("tally.late-events", PlainWriter.frame(recorded, at(SOURCE, 2))));
            producer.send(record("tally.duplicates", PlainWriter.frame(recorded, at(SOURCE, 3))));
        }
        var reader = new PlainReader(broker.bootstrapServers(), registry.url());

        Conservation read = ConservationOfTopics.read(reader, "tally", Map.of(SOURCE, "id"));

        assertThat(read.check()).isEqualTo(new Tally(5, 1, 2, 1, 1));
    }

    private static GenericRecord of(Schema schema, String field, String value) {
        return new GenericRecordBuilder(schema).set(field, value).build();
    }

    private static GenericRecord at(String topic, long offset) {
        return new GenericRecordBuilder(RECORDED)
                .set("topic", topic)
                .set("partition", 0)
                .set("offset", offset)
                .build();
    }

    private static ProducerRecord<byte[], byte[]> record(String topic, byte[] value) {
        return new ProducerRecord<>(topic, value);
    }

    private static ProducerRecord<byte[], byte[]> withoutValue() {
        return new ProducerRecord<>(SOURCE, null);
    }

    private static ProducerRecord<byte[], byte[]> heartbeat() {
        ProducerRecord<byte[], byte[]> record = withoutValue();
        record.headers().add("millrace-heartbeat", new byte[] {1});
        return record;
    }

    private static KafkaProducer<byte[], byte[]> producer(KafkaBroker broker) {
        return new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }
}
