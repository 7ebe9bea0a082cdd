package io.millrace.jobs.embedded;

import io.millrace.jobs.JobSettings;
import io.millrace.jobs.kafka.KafkaEndpoints;
import io.millrace.jobs.kafka.KafkaSettings;
import io.millrace.jobs.kafka.OutRecord;
import io.millrace.jobs.kafka.OutRecordSerializer;
import io.millrace.jobs.kafka.SourceRange;

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
import org.apache.kafka.clients.consumer.ConsumerRecord;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Copies topic {@code in} to topic {@code out} through keyed state: a record goes out with the
 * number of records that its key has had, so that state which is lost or counted twice shows.
 */
final class CopyJob {
    static final int KEYS = 10;

    /** How often a job of this JVM has failed on purpose. */
    static final AtomicInteger FAILURES = new AtomicInteger();

    private CopyJob() {}

    static StreamExecutionEnvironment define(
            KafkaSettings kafka, SourceRange range, boolean failing) {
        JobSettings settings = JobSettings.demo();
        StreamExecutionEnvironment env = settings.environment();
        env.setParallelism(2);
        KafkaEndpoints endpoints = KafkaEndpoints.of(kafka, "test", "copy", settings);
        env.fromSource(
                        endpoints.source("in", "copy", new Text(failing), range),
                        WatermarkStrategy.noWatermarks(),
                        "in")
                .uid("in")
                .keyBy(CopyJob::keyOf, Types.STRING)
                .process(new Count(failing), OutRecordSerializer.type())
                .uid("count")
                .sinkTo(endpoints.sink("out", List.of("out")))
                .uid("out");
        return env;
    }

    /**
     * Key and count of each record: as many as there are records, unless state was lost or counted
     * twice.
     */
    static Set<List<String>> keysAndCounts(List<ConsumerRecord<byte[], byte[]>> out) {
        return out.stream()
                .map(
                        record ->
                                List.of(
                                        keyOf(new String(record.value(), StandardCharsets.UTF_8)),
                                        new String(record.key(), StandardCharsets.UTF_8)))
                .collect(Collectors.toSet());
    }

    private static String keyOf(String text) {
        return Integer.toString(Integer.parseInt(text) % KEYS);
    }

    /** Values as text; slowly until the job has failed, so that checkpoints fall in between. */
    private record Text(boolean failing) implements KafkaRecordDeserializationSchema<String> {
        private static final long serialVersionUID = 1L;

        @Override
        public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<String> out) {
            if (failing && FAILURES.get() == 0) {
                LockSupport.parkNanos(500_000);
            }
            out.collect(new String(record.value(), StandardCharsets.UTF_8));
        }

        @Override
        public TypeInformation<String> getProducedType() {
            return Types.STRING;
        }
    }

    /** Fails once, after a checkpoint that it was in has been completed. */
    private static final class Count extends KeyedProcessFunction<String, String, OutRecord>
            implements CheckpointListener {
        private static final long serialVersionUID = 1L;

        private final boolean failing;
        private transient ValueState<Long> count;
        private transient boolean checkpointed;
        private transient boolean working;

        Count(boolean failing) {
            this.failing = failing;
        }

        @Override
        public void open(OpenContext context) {
            count = getRuntimeContext().getState(new ValueStateDescriptor<>("count", Types.LONG));
        }

        @Override
        public void notifyCheckpointComplete(long checkpoint) {
            checkpointed = working;
        }

        @Override
        public void processElement(String text, Context context, Collector<OutRecord> out)
                throws Exception {
            working = true;
            Long before = count.value();
            long now = before == null ? 1 : before + 1;
            count.update(now);
            if (failing && checkpointed && FAILURES.compareAndSet(0, 1)) {
                throw new IllegalStateException("failing on purpose");
            }
            byte[] key = Long.toString(now).getBytes(StandardCharsets.UTF_8);
            out.collect(
                    new OutRecord("out", key, text.getBytes(StandardCharsets.UTF_8), List.of()));
        }
    }
}
