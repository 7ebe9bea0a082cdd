package io.millrace.jobs.train;

import io.millrace.jobs.kafka.KafkaSettings;
import io.millrace.schemas.avro.DataRange;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.prediction.LabelledPrediction;
import io.millrace.schemas.prediction.TrainingExampleCodec;
import io.millrace.schemas.serde.RegistryUnavailableException;
import io.millrace.schemas.serde.SchemaRegistry;
import io.millrace.schemas.serde.WireFormat;
import io.millrace.scoring.train.TrainingRefusedException;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Training examples on Kafka. What has expired of a range is left out: a job that has run for
 * longer than examples are kept still asks for all of them.
 */
public final class KafkaExamples implements ExampleSource {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaExamples.class);
    private static final Comparator<TopicPartition> BY_PLACE =
            Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final KafkaSettings kafka;
    private final SchemaRegistry schemas;
    private final Duration patience;
    private final TrainingExampleCodec codec;

    /**
     * @param patience how long to wait for records that don't come
     */
    KafkaExamples(
            KafkaSettings kafka, RowType features, SchemaRegistry schemas, Duration patience) {
        this.kafka = kafka;
        this.schemas = schemas;
        this.patience = patience;
        this.codec = new TrainingExampleCodec(features);
    }

    /** Opens sources of a cluster's topics. */
    public static Factory factory(KafkaSettings kafka) {
        return new KafkaFactory(kafka);
    }

    private record KafkaFactory(KafkaSettings kafka) implements Factory {
        @Override
        public ExampleSource open(RowType features, SchemaRegistry schemas) {
            return new KafkaExamples(kafka, features, schemas, PATIENCE);
        }
    }

    @Override
    public void read(List<DataRange> ranges, Consumer<LabelledPrediction> examples) {
        Map<TopicPartition, Long> ends = new TreeMap<>(BY_PLACE);
        Map<TopicPartition, Long> starts = new TreeMap<>(BY_PLACE);
        for (DataRange range : ranges) {
            if (range.getFromOffset() < range.getToOffset()) {
                TopicPartition partition =
                        new TopicPartition(range.getTopic(), range.getPartition());
                starts.merge(partition, range.getFromOffset(), Math::min);
                ends.merge(partition, range.getToOffset(), Math::max);
            }
        }
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            consumer.assign(ends.keySet());
            consumer.beginningOffsets(ends.keySet())
                    .forEach(
                            (partition, first) -> {
                                long asked = starts.getOrDefault(partition, first);
                                if (asked < first) {
                                    LOG.warn(
                                            "{} begins at {} by now; examples from {} on were asked for",
                                            partition,
                                            first,
                                            asked);
                                }
                                consumer.seek(partition, Math.max(asked, first));
                            });
            readTo(ends, consumer, ranges, examples);
        }
    }

    private void readTo(
            Map<TopicPartition, Long> ends,
            KafkaConsumer<byte[], byte[]> consumer,
            List<DataRange> ranges,
            Consumer<LabelledPrediction> examples) {
        long lastProgress = System.nanoTime();
        while (ends.entrySet().stream()
                .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            var records = consumer.poll(POLL);
            for (ConsumerRecord<byte[], byte[]> record : records) {
                if (record.value() != null
                        && ranges.stream().anyMatch(range -> holds(range, record))) {
                    examples.accept(decoded(record));
                }
            }
            if (!records.isEmpty()) {
                lastProgress = System.nanoTime();
            } else if (System.nanoTime() - lastProgress > patience.toNanos()) {
                throw stuck(ends, consumer.endOffsets(ends.keySet()));
            }
        }
    }

    private static boolean holds(DataRange range, ConsumerRecord<byte[], byte[]> record) {
        return range.getTopic().equals(record.topic())
                && range.getPartition() == record.partition()
                && range.getFromOffset() <= record.offset()
                && range.getToOffset() > record.offset();
    }

    /** Either they aren't there, and won't be; or Kafka doesn't give them, and may later. */
    private static RuntimeException stuck(
            Map<TopicPartition, Long> asked, Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Long> there = new TreeMap<>(BY_PLACE);
        there.putAll(ends);
        return asked.entrySet().stream()
                        .anyMatch(end -> there.getOrDefault(end.getKey(), 0L) < end.getValue())
                ? new TrainingRefusedException(
                        "it names examples up to " + asked + ", but there are only " + there)
                : new IllegalStateException(
                        "the examples up to " + asked + " can't be read to their end");
    }

    private LabelledPrediction decoded(ConsumerRecord<byte[], byte[]> record) {
        try {
            return codec.decode(
                    record.value(),
                    WireFormat.HEADER,
                    schemas.byId(WireFormat.schemaId(record.value())));
        } catch (RegistryUnavailableException e) {
            throw e; // the record may well be good
        } catch (IOException | RuntimeException e) {
            throw new TrainingRefusedException(
                    "%s/%d@%d is no training example: %s"
                            .formatted(
                                    record.topic(),
                                    record.partition(),
                                    record.offset(),
                                    e.getMessage()),
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
