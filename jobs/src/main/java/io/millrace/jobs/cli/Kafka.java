package io.millrace.jobs.cli;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import java.util.Map;

/** Kafka's clients, as the commands use them. */
final class Kafka {
    private static final int BATCH_BYTES = 128 << 10;

    /** As large as the largest of Millrace's own topics takes. */
    private static final int LARGEST_RECORD = 16 << 20;

    private Kafka() {}

    static Admin admin(Endpoints endpoints) {
        endpoints.requireBroker();
        return Admin.create(endpoints.clientSettings());
    }

    /** Reads committed records only, and belongs to no group. */
    static KafkaConsumer<byte[], byte[]> consumer(Endpoints endpoints) {
        Map<String, Object> settings = endpoints.clientSettings();
        settings.put("isolation.level", "read_committed");
        settings.put("enable.auto.commit", false);
        settings.put("auto.offset.reset", "earliest");
        settings.put("allow.auto.create.topics", false);
        return new KafkaConsumer<>(
                settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Idempotent, and waits for all replicas that are in sync. */
    static Producer<byte[], byte[]> producer(Endpoints endpoints) {
        Map<String, Object> settings = endpoints.clientSettings();
        settings.put("enable.idempotence", true);
        settings.put("acks", "all");
        settings.put("linger.ms", 5);
        settings.put("batch.size", BATCH_BYTES);
        settings.putIfAbsent("max.request.size", LARGEST_RECORD);
        settings.put("max.block.ms", settings.get("default.api.timeout.ms"));
        settings.remove("default.api.timeout.ms");
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
