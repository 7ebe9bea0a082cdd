package io.millrace.jobs.examples.cardfraud;

import io.millrace.jobs.kafka.KafkaSettings;
import io.millrace.jobs.serve.Heartbeats;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Sends payments, and what becomes of them, as any outside producer would. */
public final class PaymentProducer implements AutoCloseable {
    private final String topic;
    private final Optional<String> labelTopic;
    private final KafkaProducer<String, byte[]> producer;
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    /** What may keep the producer back. */
    interface Hold {
        /**
         * Waits until a record may be sent.
         *
         * @param time event time of the record, epoch milliseconds
         * @param sign of life that the producer gives meanwhile
         * @return nanoseconds that were waited
         */
        long await(long time, Runnable sign);
    }

    /** For payments alone. */
    public PaymentProducer(KafkaSettings kafka, String topic) {
        this(kafka, topic, Optional.empty());
    }

    /**
     * @param topic of the payments
     * @param labelTopic of the labels; without it there may be none among the deliveries
     */
    public PaymentProducer(KafkaSettings kafka, String topic, Optional<String> labelTopic) {
        this.topic = topic;
        this.labelTopic = labelTopic;
        Properties settings = kafka.client();
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, "5");
        producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    /** Sends in the given order, without waiting for anything. */
    public int send(List<Delivery> deliveries, int perSecond, BooleanSupplier stop) {
        return send(deliveries, perSecond, (time, sign) -> 0, stop);
    }

    /**
     * Sends in the given order.
     *
     * @param perSecond how many at most
     * @param hold asked before each record
     * @param stop asked before each record
     * @return how many were sent
     */
    int send(List<Delivery> deliveries, int perSecond, Hold hold, BooleanSupplier stop) {
        long start = System.nanoTime();
        long newest = deliveries.isEmpty() ? 0 : deliveries.get(0).time();
        int sent = 0;
        for (Delivery delivery : deliveries) {
            if (stop.getAsBoolean()) {
                break;
            }
            long before = newest;
            start += hold.await(delivery.time(), () -> heartbeat(before));
            newest = Math.max(newest, delivery.time());
            long due = start + sent * 1_000_000_000L / perSecond;
            long early = due - System.nanoTime();
            if (early > 2_000_000) {
                LockSupport.parkNanos(early);
            }
            send(new ProducerRecord<>(topic(delivery), delivery.key(), delivery.value()));
            sent++;
        }
        flush();
        return sent;
    }

    private String topic(Delivery delivery) {
        return delivery.kind().isLabel() ? labelTopic.orElseThrow() : topic;
    }

    /**
     * Says on every partition of the payments that nothing older than this will come.
     *
     * @param time epoch milliseconds
     */
    public int heartbeat(long time) {
        List<PartitionInfo> partitions = producer.partitionsFor(topic);
        for (PartitionInfo partition : partitions) {
            ProducerRecord<String, byte[]> record =
                    new ProducerRecord<>(topic, partition.partition(), null, null);
            record.headers().add(Heartbeats.header(time));
            send(record);
        }
        flush();
        return partitions.size();
    }

    private void send(ProducerRecord<String, byte[]> record) {
        var unused =
                producer.send(
                        record,
                        (metadata, error) -> {
                            if (error != null) {
                                failure.compareAndSet(null, error);
                            }
                        });
    }

    private void flush() {
        producer.flush();
        Exception error = failure.get();
        if (error != null) {
            throw new IllegalStateException(
                    "a record could not be sent: " + error.getMessage(), error);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
