package io.millrace.jobs.cli.feature;

import io.millrace.jobs.kafka.KafkaSettings;
import io.millrace.schemas.avro.FeatureDefinition;
import io.millrace.schemas.serde.AvroRecordDeserializer;
import io.millrace.schemas.serde.AvroRecordDeserializer.UnreadableException;
import io.millrace.schemas.serde.AvroRecordSerializer;
import io.millrace.schemas.serde.SchemaRegistry;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;

/**
 * The features of all pipelines that run, on one compacted topic with one partition. A pipeline's
 * are written where its serve job is submitted, live ones only.
 */
public final class FeatureTopic {
    /** No pipeline's topic can have this name. */
    public static final String NAME = "millrace.feature-catalogue";

    private static final Logger LOG = LoggerFactory.getLogger(FeatureTopic.class);
    private static final TopicPartition PARTITION = new TopicPartition(NAME, 0);
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaSettings kafka;
    private final SchemaRegistry schemas;
    private final Duration timeout;

    /**
     * @param timeout for Kafka's answers
     */
    public FeatureTopic(KafkaSettings kafka, SchemaRegistry schemas, Duration timeout) {
        this.kafka = kafka;
        this.schemas = schemas;
        this.timeout = timeout;
    }

    private Properties client() {
        Properties client = kafka.client();
        String millis = Long.toString(Math.min(timeout.toMillis(), Integer.MAX_VALUE));
        client.setProperty("default.api.timeout.ms", millis);
        client.setProperty("request.timeout.ms", millis);
        return client;
    }

    /**
     * All features by {@code pipeline/feature}; none if nobody has written any. What can't be read
     * is left out.
     *
     * @throws KafkaException if Kafka doesn't answer
     */
    public Map<String, FeatureDefinition> read() {
        Properties client = client();
        client.setProperty("enable.auto.commit", "false");
        client.setProperty("auto.offset.reset", "earliest");
        client.setProperty("allow.auto.create.topics", "false");
        var bytes = new ByteArrayDeserializer();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(client, bytes, bytes)) {
            return consumer.listTopics().containsKey(NAME) ? read(consumer) : Map.of();
        }
    }

    private Map<String, FeatureDefinition> read(KafkaConsumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = List.of(PARTITION);
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Optional<Long> end = Optional.ofNullable(consumer.endOffsets(partitions).get(PARTITION));
        var deserializer = new AvroRecordDeserializer<>(schemas, FeatureDefinition.class);
        Map<String, FeatureDefinition> found = new TreeMap<>();
        long deadline = System.nanoTime() + timeout.toNanos();
        while (consumer.position(PARTITION) < end.orElse(0L)) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                String key = new String(record.key(), StandardCharsets.UTF_8);
                // Whatever it replaces doesn't hold any more, also if it can't be read itself.
                found.remove(key);
                if (record.value() != null) {
                    definition(record, deserializer).ifPresent(one -> found.put(key, one));
                }
            }
            if (System.nanoTime() > deadline) {
                throw new TimeoutException(NAME + " can't be read to its end within " + timeout);
            }
        }
        return found;
    }

    /** Empty if it can't be read: written with schemas of another registry, or by somebody else. */
    private static Optional<FeatureDefinition> definition(
            ConsumerRecord<byte[], byte[]> record,
            AvroRecordDeserializer<FeatureDefinition> deserializer) {
        try {
            return Optional.of(deserializer.deserialize(record.value()));
        } catch (UnreadableException e) {
            LOG.warn("left out: {}, offset {}: {}", NAME, record.offset(), e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * Writes a pipeline's features, those that have changed, and deletes those that are gone. Makes
     * the topic if it isn't there.
     *
     * @throws KafkaException if Kafka refuses or doesn't answer
     */
    public void publish(String pipeline, List<FeatureDefinition> features) {
        create();
        Map<String, FeatureDefinition> before = read();
        var serializer = new AvroRecordSerializer<>(schemas, NAME, FeatureDefinition.class);
        Set<String> gone = new HashSet<>();
        before.forEach(
                (key, known) -> {
                    if (known.getPipeline().equals(pipeline)) {
                        gone.add(key);
                    }
                });
        try (Producer<byte[], byte[]> producer = producer()) {
            for (FeatureDefinition feature : features) {
                String key = key(feature);
                gone.remove(key);
                if (!feature.equals(before.get(key))) {
                    producer.send(record(key, serializer.serialize(feature)));
                }
            }
            gone.stream().sorted().forEach(key -> producer.send(record(key, null)));
            producer.flush();
        }
    }

    /** Such as {@code card-fraud/account_amount_mean_7d}. */
    public static String key(FeatureDefinition feature) {
        return feature.getPipeline() + "/" + feature.getName();
    }

    private static ProducerRecord<byte[], byte[]> record(String key, byte @Nullable [] value) {
        return new ProducerRecord<>(NAME, 0, key.getBytes(StandardCharsets.UTF_8), value);
    }

    private Producer<byte[], byte[]> producer() {
        Properties client = kafka.client();
        client.setProperty("acks", "all");
        client.setProperty("enable.idempotence", "true");
        client.setProperty("max.block.ms", Long.toString(timeout.toMillis()));
        var bytes = new ByteArraySerializer();
        return new KafkaProducer<>(client, bytes, bytes);
    }

    private void create() {
        NewTopic topic =
                new NewTopic(NAME, Optional.of(1), Optional.empty())
                        .configs(
                                Map.of(
                                        TopicConfig.CLEANUP_POLICY_CONFIG,
                                        TopicConfig.CLEANUP_POLICY_COMPACT));
        try (Admin admin = Admin.create(client())) {
            admin.createTopics(List.of(topic)).all().get();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new KafkaException("can't make the topic " + NAME, e.getCause());
            }
        }
    }
}
