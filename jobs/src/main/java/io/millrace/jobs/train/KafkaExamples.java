package io.millrace.jobs.train;

import io.millrace.jobs.kafka.KafkaSettings;
import io.millrace.schemas.avro.DataRange;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.prediction.LabelledPrediction;
import io.millrace.schemas.prediction.TrainingExampleCodec;
import io.millrace.schemas.serde.SchemaRegistry;
import io.millrace.schemas.serde.WireFormat;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Reads training examples from exact ranges of their topic. */
final class ExampleReader {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final KafkaSettings kafka;
    private final SchemaRegistry schemas;
    private final TrainingExampleCodec codec;

    ExampleReader(KafkaSettings kafka, RowType features, SchemaRegistry schemas) {
        this.kafka = kafka;
        this.schemas = schemas;
        this.codec = new TrainingExampleCodec(features);
    }

    /**
     * Gives every example of the ranges, in no defined order between partitions.
     *
     * @throws IllegalStateException if a range can't be read to its end
     */
    void read(List<DataRange> ranges, Consumer<LabelledPrediction> examples) {
        Map<TopicPartition, Long> ends =
                new TreeMap<>(
                        java.util.Comparator.comparing(TopicPartition::topic)
                                .thenComparingInt(TopicPartition::partition));
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            for (DataRange range : ranges) {
                if (range.getFromOffset() < range.getToOffset()) {
                    ends.put(partition(range), range.getToOffset());
                }
            }
            consumer.assign(ends.keySet());
            ranges.stream()
                    .filter(range -> ends.containsKey(partition(range)))
                    .forEach(range -> consumer.seek(partition(range), range.getFromOffset()));
            readTo(ends, consumer, examples);
        }
    }

    private static TopicPartition partition(DataRange range) {
        return new TopicPartition(range.getTopic(), range.getPartition());
    }

    private void readTo(
            Map<TopicPartition, Long> ends,
            KafkaConsumer<byte[], byte[]> consumer,
            Consumer<LabelledPrediction> examples) {
        long lastProgress = System.nanoTime();
        while (ends.entrySet().stream()
                .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            var records = consumer.poll(POLL);
            for (ConsumerRecord<byte[], byte[]> record : records) {
                Long end = ends.get(new TopicPartition(record.topic(), record.partition()));
                if (end != null && record.offset() < end && record.value() != null) {
                    examples.accept(decoded(record));
                }
            }
            if (!records.isEmpty()) {
                lastProgress = System.nanoTime();
            } else if (System.nanoTime() - lastProgress > PATIENCE.toNanos()) {
                throw new IllegalStateException(
                        "the examples " + ends + " can't be read to their end; have they expired?");
            }
        }
    }

    private LabelledPrediction decoded(ConsumerRecord<byte[], byte[]> record) {
        try {
            return codec.decode(
                    record.value(),
                    WireFormat.HEADER,
                    schemas.byId(WireFormat.schemaId(record.value())));
        } catch (IOException | RuntimeException e) {
            throw new IllegalStateException(
                    "%s/%d@%d is no training example"
                            .formatted(record.topic(), record.partition(), record.offset()),
                    e);
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        Properties all = kafka.client();
        all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        return new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
