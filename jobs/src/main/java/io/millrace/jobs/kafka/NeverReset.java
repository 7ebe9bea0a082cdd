package io.millrace.jobs.kafka;

import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

import java.util.Collection;
import java.util.Map;

/**
 * Starts where another initializer says, but makes the consumer fail when an offset that it wants
 * has been deleted meanwhile.
 *
 * <p>The source's builder sets {@code auto.offset.reset} to the initializer's strategy, over any
 * property. With {@link OffsetsInitializer#earliest()} itself, a job that was down for longer than
 * the retention would go on at the oldest record that's left, and nobody would know of the gap.
 */
record NeverReset(OffsetsInitializer start) implements OffsetsInitializer {
    private static final long serialVersionUID = 1L;

    @Override
    public Map<TopicPartition, Long> getPartitionOffsets(
            Collection<TopicPartition> partitions, PartitionOffsetsRetriever retriever) {
        return start.getPartitionOffsets(partitions, retriever);
    }

    @Override
    public OffsetResetStrategy getAutoOffsetResetStrategy() {
        return OffsetResetStrategy.NONE;
    }
}
