package io.millrace.jobs.cli;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

import java.time.Duration;
import java.util.List;

/** Counts a topic's committed records by reading them, up to the end that was known before. */
final class RecordCount {
    private final Consumer<byte[], byte[]> consumer;
    private final Duration timeout;

    RecordCount(Consumer<byte[], byte[]> consumer, Duration timeout) {
        this.consumer = consumer;
        this.timeout = timeout;
    }

    long count(TopicOffsets topic) {
        List<TopicPartition> partitions = TopicOffsets.partitions(topic.topic());
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        long records = 0;
        long last = -1;
        long deadline = System.nanoTime() + timeout.toNanos();
        for (long left = left(partitions, topic); left > 0; left = left(partitions, topic)) {
            if (left != last) {
                last = left;
                deadline = System.nanoTime() + timeout.toNanos();
            } else if (System.nanoTime() > deadline) {
                throw new TimeoutException(topic.topic().name() + " gives no more records");
            }
            for (var record : consumer.poll(Duration.ofMillis(200))) {
                records += record.offset() < topic.end().get(record.partition()) ? 1 : 0;
            }
        }
        return records;
    }

    private long left(List<TopicPartition> partitions, TopicOffsets topic) {
        return partitions.stream()
                .mapToLong(p -> Math.max(0, topic.end().get(p.partition()) - consumer.position(p)))
                .sum();
    }
}
