package io.millrace.jobs.cli.backfill;

import io.millrace.jobs.cli.CommandFailure;
import io.millrace.jobs.cli.ExitCode;
import io.millrace.jobs.kafka.KafkaSettings;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Reads a topic's committed records from its beginning up to where it ended when reading began.
 * Records aren't in the order of their event time, so a range of event time can't be found by
 * looking at fewer of them.
 */
public final class TopicRange implements Closeable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Long> ends;

    /** Takes records; false ends the reading. */
    public interface Sink {
        boolean take(ConsumerRecord<byte[], byte[]> record) throws IOException;
    }

    /**
     * @throws CommandFailure if the topic isn't there
     */
    public TopicRange(KafkaSettings kafka, String topic) {
        this(kafka, topic, Share.WHOLE, Map.of());
    }

    /**
     * Some partitions of a topic.
     *
     * @param until by partition, the first offset that isn't read; others end where they do
     * @throws CommandFailure if the topic isn't there
     */
    TopicRange(KafkaSettings kafka, String topic, Share share, Map<Integer, Long> until) {
        Properties client = kafka.client();
        client.put("isolation.level", "read_committed");
        client.put("enable.auto.commit", "false");
        client.put("allow.auto.create.topics", "false");
        client.put("metric.reporters", "");
        client.put("enable.metrics.push", "false");
        consumer =
                new KafkaConsumer<>(
                        client, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<PartitionInfo> found = consumer.partitionsFor(topic);
        if (found == null || found.isEmpty()) {
            consumer.close();
            throw CommandFailure.noTopic(topic);
        }
        List<TopicPartition> partitions =
                found.stream()
                        .map(PartitionInfo::partition)
                        .filter(share::has)
                        .map(partition -> new TopicPartition(topic, partition))
                        .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        ends = new HashMap<>(consumer.endOffsets(partitions));
        ends.replaceAll(
                (partition, end) ->
                        Math.min(end, until.getOrDefault(partition.partition(), Long.MAX_VALUE)));
    }

    /**
     * @throws CommandFailure if an offset isn't one that its partition has
     */
    void require(String option, Map<Integer, Long> offsets) {
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(ends.keySet());
        String topic = ends.keySet().iterator().next().topic();
        offsets.forEach(
                (number, offset) -> {
                    TopicPartition partition = new TopicPartition(topic, number);
                    Long end = ends.get(partition);
                    if (end == null) {
                        throw new CommandFailure(
                                ExitCode.USAGE,
                                option
                                        + " names partition "
                                        + number
                                        + " of "
                                        + topic
                                        + ", which has partitions 0 to "
                                        + (ends.size() - 1));
                    }
                    long begin = begins.getOrDefault(partition, 0L);
                    if (offset < begin || offset > end) {
                        throw new CommandFailure(
                                ExitCode.USAGE,
                                "%s names %s/%d@%d, and that partition has offsets %d to %d"
                                        .formatted(option, topic, number, offset, begin, end));
                    }
                });
    }

    /** By partition, the offset that reading ends before. */
    Map<TopicPartition, Long> ends() {
        return Map.copyOf(ends);
    }

    /** Whether there's no committed record. */
    boolean isEmpty() throws IOException {
        return read(record -> false);
    }

    /**
     * Every {@code of}-th partition.
     *
     * @param index from 0
     */
    record Share(int index, int of) {
        static final Share WHOLE = new Share(0, 1);

        boolean has(int partition) {
            return partition % of == index;
        }
    }

    /** How many offsets are ahead, at most so many records. */
    public long size() {
        return ends.entrySet().stream()
                .mapToLong(end -> end.getValue() - consumer.position(end.getKey()))
                .sum();
    }

    /** Reads all of it; false if the sink wanted an end. */
    public boolean read(Sink sink) throws IOException {
        while (ends.entrySet().stream()
                .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                Long end = ends.get(new TopicPartition(record.topic(), record.partition()));
                if (end != null && record.offset() < end && !sink.take(record)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Offsets at which partitions begin whose first records are gone. */
    Map<TopicPartition, Long> shortened() {
        Map<TopicPartition, Long> begins =
                new TreeMap<>(
                        Comparator.comparing(TopicPartition::topic)
                                .thenComparingInt(TopicPartition::partition));
        consumer.beginningOffsets(ends.keySet())
                .forEach(
                        (partition, begin) -> {
                            if (begin > 0) {
                                begins.put(partition, begin);
                            }
                        });
        return begins;
    }

    /** Reads the first records of one partition; afterwards it's the only one that's read. */
    List<ConsumerRecord<byte[], byte[]>> first(TopicPartition partition, long begin, int most) {
        consumer.assign(List.of(partition));
        consumer.seek(partition, begin);
        Long end = ends.get(partition);
        List<ConsumerRecord<byte[], byte[]>> first = new ArrayList<>();
        while (end != null && first.size() < most && consumer.position(partition) < end) {
            consumer.poll(POLL).records(partition).forEach(first::add);
        }
        return first.subList(0, Math.min(most, first.size()));
    }

    @Override
    public void close() {
        consumer.close();
    }
}
