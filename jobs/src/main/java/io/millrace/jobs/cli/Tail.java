package io.millrace.jobs.cli;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * The last records of a topic.
 *
 * <p>Offsets have gaps where transactions end and where compaction was, so the last {@code n}
 * records of a partition may begin further back than {@code n} offsets before its end: the reach is
 * widened until there are enough, or the partition's beginning is passed.
 */
final class Tail {
    private static final Comparator<ConsumerRecord<byte[], byte[]>> ORDER =
            Comparator.comparingLong((ConsumerRecord<byte[], byte[]> record) -> record.timestamp())
                    .thenComparingInt(ConsumerRecord::partition)
                    .thenComparingLong(ConsumerRecord::offset);
    private static final int WIDER = 8;

    private final Consumer<byte[], byte[]> consumer;
    private final Duration timeout;
    private final Interruption interruption;

    /**
     * @param timeout after which a broker that gives nothing counts as out of reach
     */
    Tail(Consumer<byte[], byte[]> consumer, Duration timeout, Interruption interruption) {
        this.consumer = consumer;
        this.timeout = timeout;
        this.interruption = interruption;
    }

    /**
     * The last records over all partitions, by (timestamp, partition, offset). Afterwards the
     * consumer stands at the end of every partition.
     */
    List<ConsumerRecord<byte[], byte[]>> last(List<TopicPartition> partitions, int count) {
        consumer.assign(partitions);
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            long begin = begins.getOrDefault(partition, 0L);
            found.addAll(last(partition, begin, ends.getOrDefault(partition, begin), count));
        }
        consumer.assign(partitions);
        ends.forEach(consumer::seek);
        found.sort(ORDER);
        return found.subList(Math.max(0, found.size() - count), found.size());
    }

    private Deque<ConsumerRecord<byte[], byte[]>> last(
            TopicPartition partition, long begin, long end, int count) {
        Deque<ConsumerRecord<byte[], byte[]>> window = new ArrayDeque<>();
        long reach = count;
        do {
            long from = Math.max(begin, end - reach);
            window.clear();
            read(partition, from, end, count, window);
            if (from == begin) {
                break;
            }
            reach *= WIDER;
        } while (window.size() < count && !interruption.isAsked());
        return window;
    }

    private void read(
            TopicPartition partition,
            long from,
            long end,
            int count,
            Deque<ConsumerRecord<byte[], byte[]>> window) {
        if (count == 0 || from >= end) {
            return;
        }
        consumer.assign(List.of(partition));
        consumer.seek(partition, from);
        long deadline = System.nanoTime() + timeout.toNanos();
        while (consumer.position(partition) < end && !interruption.isAsked()) {
            long before = consumer.position(partition);
            for (var record : consumer.poll(Duration.ofMillis(200)).records(partition)) {
                if (record.offset() < end) {
                    window.addLast(record);
                }
                if (window.size() > count) {
                    window.removeFirst();
                }
            }
            if (consumer.position(partition) > before) {
                deadline = System.nanoTime() + timeout.toNanos();
            } else if (System.nanoTime() > deadline) {
                throw new TimeoutException(
                        partition + " stands still at offset " + before + " of " + end);
            }
        }
    }
}
