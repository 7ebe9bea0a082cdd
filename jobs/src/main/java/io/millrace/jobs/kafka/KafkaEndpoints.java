package io.millrace.jobs.kafka;

import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/**
 * Builds every Kafka source and sink of a job; nothing else calls Kafka's raw builders.
 *
 * <p>Sources read only what is committed, start at the beginning when there's no checkpoint, and
 * fail when the offsets that they want are gone, since going on elsewhere would lose events
 * silently. Sinks are exactly-once. A sink's transactions are named by deployment, job and sink,
 * with a delimiter at the end, so that no sink can take another's for its own.
 */
public final class KafkaEndpoints {
    /** Checkpoints from this interval on can afford a transaction's name each. */
    static final Duration INCREMENTING_FROM = Duration.ofSeconds(10);

    private static final int MAX_REQUEST_BYTES = 8 << 20;

    private final KafkaSettings kafka;
    private final String deployment;
    private final String job;
    private final Duration checkpointInterval;
    private final Duration transactionTimeout;
    private final Set<String> sinks = new HashSet<>();

    /**
     * @param deployment tells installations on one Kafka apart, such as {@code prod}
     * @param job unique within the deployment, such as {@code card-fraud-serve}
     * @param transactionTimeout how long a job may be down without losing what it had
     *     pre-committed; at most the broker's {@code transaction.max.timeout.ms}
     */
    public KafkaEndpoints(
            KafkaSettings kafka,
            String deployment,
            String job,
            Duration checkpointInterval,
            Duration transactionTimeout) {
        this.kafka = kafka;
        this.deployment = deployment;
        this.job = job;
        this.checkpointInterval = checkpointInterval;
        this.transactionTimeout = transactionTimeout;
    }

    /** A source that goes on for ever. */
    public <T> KafkaSource<T> source(
            String topic, String group, KafkaRecordDeserializationSchema<T> deserializer) {
        return sourceBuilder(topic, group, deserializer).build();
    }

    /**
     * A source that ends.
     *
     * @param until the first offset of each partition that isn't read
     */
    public <T> KafkaSource<T> source(
            String topic,
            String group,
            KafkaRecordDeserializationSchema<T> deserializer,
            Map<TopicPartition, Long> until) {
        return sourceBuilder(topic, group, deserializer)
                .setBounded(OffsetsInitializer.offsets(until))
                .build();
    }

    private <T> KafkaSourceBuilder<T> sourceBuilder(
            String topic, String group, KafkaRecordDeserializationSchema<T> deserializer) {
        return KafkaSource.<T>builder()
                .setProperties(kafka.client())
                .setTopics(topic)
                .setGroupId(group)
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setProperty(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none")
                .setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed")
                .setProperty("partition.discovery.interval.ms", "30000")
                .setDeserializer(deserializer);
    }

    /**
     * An exactly-once sink: all its topics in one transaction.
     *
     * @param name unique in the job
     * @param topics all that it may write to
     */
    public KafkaSink<OutRecord> sink(String name, List<String> topics) {
        if (!sinks.add(name)) {
            throw new IllegalArgumentException("the job has two sinks named \"" + name + "\"");
        }
        boolean incrementing = checkpointInterval.compareTo(INCREMENTING_FROM) >= 0;
        return KafkaSink.<OutRecord>builder()
                .setKafkaProducerConfig(producer())
                .setBootstrapServers(kafka.bootstrap())
                .setRecordSerializer(new OutRecordSerialization(topics))
                .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                .setTransactionalIdPrefix(deployment + "." + job + "." + name + ".")
                .setTransactionNamingStrategy(
                        incrementing
                                ? TransactionNamingStrategy.INCREMENTING
                                : TransactionNamingStrategy.POOLING)
                .build();
    }

    private Properties producer() {
        Properties producer = kafka.client();
        producer.put(
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                Long.toString(transactionTimeout.toMillis()));
        producer.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(MAX_REQUEST_BYTES));
        producer.put(ProducerConfig.LINGER_MS_CONFIG, "5");
        return producer;
    }
}
