package io.millrace.jobs.kafka;

import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

import java.util.Map;

/**
 * Which part of a topic a source reads when the job starts without a checkpoint. A job that goes on
 * from a checkpoint goes on from the offsets in it.
 *
 * @param start of partitions that {@code from} doesn't name
 * @param from first offset to be read, by partition
 * @param until first offset not to be read any more, by partition; empty for a source without end
 */
public record SourceRange(
        Start start, Map<TopicPartition, Long> from, Map<TopicPartition, Long> until) {

    /** Where a partition starts that no offset is given for. */
    public enum Start {
        /** At the oldest record that is there. */
        EARLIEST,
        /** Where the consumer group has stopped; the job fails if it has committed nothing. */
        COMMITTED
    }

    public SourceRange {
        from = Map.copyOf(from);
        until = Map.copyOf(until);
        from.forEach((partition, offset) -> check(partition, offset, "starts"));
        until.forEach((partition, offset) -> check(partition, offset, "ends"));
        for (Map.Entry<TopicPartition, Long> end : until.entrySet()) {
            long first = from.getOrDefault(end.getKey(), 0L);
            if (end.getValue() < first) {
                throw new IllegalArgumentException(
                        "the range of %s ends at offset %d, before its start at %d"
                                .formatted(end.getKey(), end.getValue(), first));
            }
        }
    }

    private static void check(TopicPartition partition, long offset, String what) {
        if (offset < 0) {
            throw new IllegalArgumentException(
                    "the range of %s %s at offset %d; offsets are 0 or more"
                            .formatted(partition, what, offset));
        }
    }

    /** Everything from the oldest record on, for ever. */
    public static SourceRange everything() {
        return new SourceRange(Start.EARLIEST, Map.of(), Map.of());
    }

    /** From where the consumer group has stopped, for ever. */
    public static SourceRange sinceCommitted() {
        return new SourceRange(Start.COMMITTED, Map.of(), Map.of());
    }

    /** From the oldest record up to these offsets, which aren't read. */
    public static SourceRange until(Map<TopicPartition, Long> until) {
        return new SourceRange(Start.EARLIEST, Map.of(), until);
    }

    /** From these offsets up to those, which aren't read. */
    public static SourceRange between(
            Map<TopicPartition, Long> from, Map<TopicPartition, Long> until) {
        return new SourceRange(Start.EARLIEST, from, until);
    }

    boolean isBounded() {
        return !until.isEmpty();
    }

    OffsetsInitializer starting() {
        if (!from.isEmpty()) {
            return new NeverReset(OffsetsInitializer.offsets(from, OffsetResetStrategy.EARLIEST));
        }
        return new NeverReset(
                switch (start) {
                    case EARLIEST -> OffsetsInitializer.earliest();
                    case COMMITTED -> OffsetsInitializer.committedOffsets(OffsetResetStrategy.NONE);
                });
    }

    OffsetsInitializer stopping() {
        return OffsetsInitializer.offsets(until);
    }
}
