package io.millrace.jobs.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.JobSettings;
import io.millrace.jobs.kafka.KafkaEndpoints;
import io.millrace.jobs.kafka.KafkaSettings;
import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.kafka.OutRecordSerializer;
import io.millrace.jobs.types.RecordType;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The ground that all else stands on: a broker, a mini cluster with RocksDB and an exactly-once
 * sink in one JVM, with a failure in the middle.
 */
class ExactlyOnceInOneJvmTest {
    private static final int RECORDS = 5_000;

    @TempDir Path data;

    @Test
    @Timeout(120)
    void deliversEachRecordOnceThoughTheJobFailsInTheMiddle() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(data.resolve("kafka"), 0);
                EmbeddedFlink flink = EmbeddedFlink.start(data.resolve("flink"), 0)) {
            KafkaSettings kafka = KafkaSettings.of(broker.bootstrapServers());
            createTopics(kafka, "in", "out");
            produce(kafka);

            FailOnce.failures.set(0);
            flink.join(flink.submit(job(kafka), "count"));

            assertThat(FailOnce.failures).hasValue(1);
            Map<String, Integer> seen = committed(kafka);
            assertThat(seen).hasSize(RECORDS);
            assertThat(seen.values()).allMatch(times -> times == 1);
        }
    }

    private static StreamExecutionEnvironment job(KafkaSettings kafka) {
        StreamExecutionEnvironment env = JobSettings.demo().environment();
        env.setParallelism(2);
        KafkaEndpoints endpoints =
                new KafkaEndpoints(
                        kafka, "test", "count", Duration.ofSeconds(1), Duration.ofMinutes(5));
        Map<TopicPartition, Long> until = new HashMap<>();
        until.put(new TopicPartition("in", 0), (long) RECORDS / 2);
        until.put(new TopicPartition("in", 1), (long) RECORDS / 2);
        env.fromSource(
                        endpoints.source("in", "count", new Text(), until),
                        WatermarkStrategy.noWatermarks(),
                        "in")
                .uid("in")
                .keyBy(text -> text.substring(0, 1), Types.STRING)
                .process(
                        new FailOnce(),
                        new RecordType<>(OutRecord.class, new OutRecordSerializer()))
                .uid("count")
                .sinkTo(endpoints.sink("out", List.of("out")))
                .uid("out");
        return env;
    }

    private static void createTopics(KafkaSettings kafka, String... topics) throws Exception {
        try (Admin admin = Admin.create(kafka.client())) {
            for (String topic : topics) {
                admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1))).all().get();
            }
        }
    }

    private static void produce(KafkaSettings kafka) {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        kafka.client(), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < RECORDS; i++) {
                byte[] value = "%05d".formatted(i).getBytes(StandardCharsets.UTF_8);
                var unused = producer.send(new ProducerRecord<>("in", i % 2, null, value));
            }
        }
    }

    private static Map<String, Integer> committed(KafkaSettings kafka) {
        Properties client = kafka.client();
        client.put("isolation.level", "read_committed");
        List<TopicPartition> partitions =
                List.of(new TopicPartition("out", 0), new TopicPartition("out", 1));
        Map<String, Integer> seen = new TreeMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                for (ConsumerRecord<byte[], byte[]> record :
                        consumer.poll(Duration.ofMillis(200))) {
                    seen.merge(new String(record.value(), StandardCharsets.UTF_8), 1, Integer::sum);
                }
            }
        }
        return seen;
    }

    /**
     * Counts by key in RocksDB, and fails once, after a checkpoint and with more than half done.
     */
    private static final class FailOnce extends KeyedProcessFunction<String, String, OutRecord>
            implements CheckpointListener {
        private static final long serialVersionUID = 1L;
        private static final AtomicInteger failures = new AtomicInteger();

        private transient ValueState<Long> count;
        private transient boolean checkpointed;

        @Override
        public void open(OpenContext context) {
            count = getRuntimeContext().getState(new ValueStateDescriptor<>("count", Types.LONG));
        }

        @Override
        public void notifyCheckpointComplete(long checkpoint) {
            checkpointed = true;
        }

        @Override
        public void processElement(String text, Context context, Collector<OutRecord> out)
                throws Exception {
            Long before = count.value();
            count.update(before == null ? 1 : before + 1);
            if (checkpointed && failures.compareAndSet(0, 1)) {
                throw new IllegalStateException("failing on purpose");
            }
            if (failures.get() == 0) {
                java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
            }
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            out.collect(new OutRecord("out", bytes, bytes, List.of()));
        }
    }

    /** Values as text. */
    private static final class Text implements KafkaRecordDeserializationSchema<String> {
        private static final long serialVersionUID = 1L;

        @Override
        public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<String> out)
                throws IOException {
            out.collect(new String(record.value(), StandardCharsets.UTF_8));
        }

        @Override
        public TypeInformation<String> getProducedType() {
            return Types.STRING;
        }
    }
}
