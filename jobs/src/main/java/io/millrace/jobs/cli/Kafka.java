package io.millrace.jobs.cli;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import java.util.Map;

/** Kafka's clients, as the commands use them. */
final class Kafka {
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
}
