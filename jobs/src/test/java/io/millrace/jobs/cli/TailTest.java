package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class TailTest {
    private static final TopicPartition ZERO = new TopicPartition("t", 0);
    private static final TopicPartition ONE = new TopicPartition("t", 1);

    private final LogConsumer consumer = new LogConsumer();
    private final Tail tail = new Tail(consumer, Duration.ofSeconds(5), new Interruption());

    @Test
    void takesTheLastByTimeOverAllPartitions() {
        consumer.log(ZERO, 0, 3, 1000, 10);
        consumer.log(ONE, 0, 3, 1005, 10);

        assertThat(shown(4)).containsExactly("0@1", "1@1", "0@2", "1@2");
    }

    @Test
    void reachesFurtherBackOverGapsInTheOffsets() {
        consumer.log(ZERO, 0, 5, 1000, 1);
        consumer.skip(ZERO, 500);

        assertThat(shown(3)).containsExactly("0@2", "0@3", "0@4");
    }

    @Test
    void showsEverythingOfAShortTopic() {
        consumer.log(ZERO, 7, 2, 1000, 1);

        assertThat(shown(10)).containsExactly("0@7", "0@8");
    }

    @Test
    void showsNothingOfAnEmptyTopic() {
        consumer.log(ZERO, 0, 0, 0, 0);

        assertThat(shown(10)).isEmpty();
    }

    @Test
    void standsAtTheEndAfterwards() {
        consumer.log(ZERO, 0, 5, 1000, 1);

        assertThat(shown(0)).isEmpty();
        assertThat(consumer.position(ZERO)).isEqualTo(5);
    }

    private List<String> shown(int count) {
        List<TopicPartition> partitions = new ArrayList<>(consumer.ends.keySet());
        partitions.sort((a, b) -> a.partition() - b.partition());
        return tail.last(partitions, count).stream()
                .map(record -> record.partition() + "@" + record.offset())
                .toList();
    }

    /** Kafka's own fake, which forgets its records at each poll, refilled from whole partitions. */
    private static final class LogConsumer extends MockConsumer<byte[], byte[]> {
        private final Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> logs =
                new HashMap<>();
        private final Map<TopicPartition, Long> ends = new HashMap<>();

        LogConsumer() {
            super("earliest");
        }

        void log(TopicPartition partition, long from, int count, long time, long step) {
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                records.add(record(partition, from + i, time + i * step));
            }
            logs.put(partition, records);
            ends.put(partition, from + count);
            updateBeginningOffsets(Map.of(partition, from));
            updateEndOffsets(Map.of(partition, from + count));
        }

        /** Offsets without records at the end, as transactions' markers are. */
        void skip(TopicPartition partition, long offsets) {
            ends.merge(partition, offsets, Long::sum);
            updateEndOffsets(Map.of(partition, ends.get(partition)));
        }

        @Override
        public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            for (TopicPartition partition : assignment()) {
                logs.getOrDefault(partition, List.of()).stream()
                        .filter(record -> record.offset() >= position(partition))
                        .forEach(this::addRecord);
            }
            var found = super.poll(timeout);
            for (TopicPartition partition : assignment()) {
                if (found.records(partition).isEmpty()) {
                    seek(partition, ends.getOrDefault(partition, 0L));
                }
            }
            return found;
        }

        private static ConsumerRecord<byte[], byte[]> record(
                TopicPartition partition, long offset, long time) {
            return new ConsumerRecord<>(
                    partition.topic(),
                    partition.partition(),
                    offset,
                    time,
                    TimestampType.CREATE_TIME,
                    0,
                    0,
                    null,
                    null,
                    new RecordHeaders(),
                    Optional.empty());
        }
    }
}
