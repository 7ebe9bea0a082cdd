package io.millrace.jobs.kafka;

import io.millrace.jobs.JobSettings;

import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/**
 * Builds every Kafka source and sink of a job; nothing else calls Kafka's raw builders.
 *
 * <p>Sources read only what is committed, start at the beginning when there's no checkpoint, and
 * fail when the offsets that they want are gone, since going on elsewhere would lose events
 * silently. Sinks are exactly-once. A sink's transactions are named by deployment, job and sink, so
 * that no sink can take another's for its own.
 *
 * <p>With checkpoints 10 s or more apart, each transaction has a name of its own; with quicker ones
 * names are used again, since brokers remember each name for days. A job can't go from the second
 * way back to the first with its state: the connector refuses that.
 */
public final class KafkaEndpoints {
    private static final Duration INCREMENTING_FROM = Duration.ofSeconds(10);
    private static final String DISCOVERY_MILLIS = "30000";
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** Kafka's megabyte would let one partition run ahead of the others by thousands of events. */
    private static final int FETCH_BYTES = 256 << 10;

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
     *     pre-committed; at most the brokers' {@code transaction.max.timeout.ms}
     */
    public KafkaEndpoints(
            KafkaSettings kafka,
            String deployment,
            String job,
            Duration checkpointInterval,
            Duration transactionTimeout) {
        this.kafka = kafka;
        this.deployment = TransactionNames.checked(deployment);
        this.job = TransactionNames.checked(job);
        this.checkpointInterval = checkpointInterval;
        this.transactionTimeout = transactionTimeout;
    }

    /** The endpoints of a job that runs with these settings. */
    public static KafkaEndpoints of(
            KafkaSettings kafka, String deployment, String job, JobSettings settings) {
        return new KafkaEndpoints(
                kafka,
                deployment,
                job,
                settings.checkpointInterval(),
                settings.transactionTimeout());
    }

    /**
     * Asks the brokers whether they're there and whether they allow the transaction timeout. A job
     * would find out only when its first transaction begins, and then restart for ever.
     *
     * @throws IllegalStateException that says what to change
     */
    public void checkBrokers() {
        TransactionTimeouts.check(kafka, transactionTimeout, PATIENCE);
    }

    /** A source of everything in a topic, that goes on for ever. */
    public <T> KafkaSource<T> source(
            String topic, String group, KafkaRecordDeserializationSchema<T> deserializer) {
        return source(topic, group, deserializer, SourceRange.everything());
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
        return source(topic, group, deserializer, SourceRange.until(until));
    }

    /**
     * A source of a part of a topic.
     *
     * @param group shows how far the job has read; the job itself goes by its checkpoints
     * @param deserializer must not throw for what's in a record: that would stop the job
     */
    public <T> KafkaSource<T> source(
            String topic,
            String group,
            KafkaRecordDeserializationSchema<T> deserializer,
            SourceRange range) {
        KafkaSourceBuilder<T> source =
                KafkaSource.<T>builder()
                        .setProperties(kafka.client())
                        .setTopics(topic)
                        .setGroupId(group)
                        .setClientIdPrefix(deployment + "-" + job + "-" + topic)
                        .setStartingOffsets(range.starting())
                        .setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed")
                        .setProperty(
                                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                                Integer.toString(FETCH_BYTES))
                        .setDeserializer(deserializer);
        return range.isBounded()
                ? source.setBounded(range.stopping()).build()
                : source.setProperty("partition.discovery.interval.ms", DISCOVERY_MILLIS).build();
    }

    /**
     * An exactly-once sink.
     *
     * @param name unique in the job, and never changed: an earlier run's open transactions are
     *     found by it
     * @param topics all that it will ever write to, in one transaction
     * @throws IllegalArgumentException if the job has a sink of that name already
     */
    public KafkaSink<OutRecord> sink(String name, Collection<String> topics) {
        String prefix = TransactionNames.prefix(deployment, job, name);
        if (!sinks.add(name)) {
            throw new IllegalArgumentException(
                    "the job has two sinks named \"" + name + "\"; each needs a name of its own");
        }
        return KafkaSink.<OutRecord>builder()
                .setKafkaProducerConfig(producer())
                .setRecordSerializer(new OutRecordSerialization(topics))
                .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                .setTransactionalIdPrefix(prefix)
                .setTransactionNamingStrategy(naming())
                .build();
    }

    TransactionNamingStrategy naming() {
        return checkpointInterval.compareTo(INCREMENTING_FROM) < 0
                ? TransactionNamingStrategy.POOLING
                : TransactionNamingStrategy.INCREMENTING;
    }

    Properties producer() {
        Properties producer = kafka.client();
        producer.setProperty(
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                Long.toString(transactionTimeout.toMillis()));
        producer.setProperty(
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(MAX_REQUEST_BYTES));
        producer.setProperty(ProducerConfig.ACKS_CONFIG, "all");
        return producer;
    }
}
