package io.millrace.jobs.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.kafka.KafkaSettings;
import io.millrace.jobs.kafka.SourceRange;

import org.apache.flink.core.execution.JobClient;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The ground that all else stands on: a broker, a mini cluster with RocksDB and an exactly-once
 * sink in one JVM, with a failure in the middle.
 */
class ExactlyOnceInOneJvmTest {
    private static final int RECORDS = 20_000;

    @TempDir Path data;

    @Test
    @Timeout(120)
    void deliversEachRecordOnceThoughTheJobFailsInTheMiddle() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(data.resolve("kafka"), 0);
                EmbeddedFlink flink = EmbeddedFlink.start(data.resolve("flink"), 0)) {
            KafkaSettings kafka = KafkaSettings.of(broker.bootstrapServers());
            KafkaTopics topics = new KafkaTopics(kafka);
            topics.create("in", "out");
            topics.writeNumbers("in", 0, RECORDS);
            SourceRange range = SourceRange.until(topics.ends("in"));

            CopyJob.FAILURES.set(0);
            JobClient job = flink.submit(CopyJob.define(kafka, range, true), "copy");
            job.getJobExecutionResult().get();

            assertThat(CopyJob.FAILURES).as("failures").hasValue(1);
            assertThat(topics.committed("out"))
                    .containsExactlyInAnyOrderElementsOf(KafkaTopics.numbers(0, RECORDS));
            assertThat(counts(topics)).as("each key counted to its last record").hasSize(RECORDS);
        }
    }

    /** Key and count of each record; a count that's repeated would show only once. */
    private static java.util.Set<List<String>> counts(KafkaTopics topics) {
        return topics.records("out").stream()
                .map(ExactlyOnceInOneJvmTest::keyAndCount)
                .collect(java.util.stream.Collectors.toSet());
    }

    private static List<String> keyAndCount(ConsumerRecord<byte[], byte[]> record) {
        String value = new String(record.value(), StandardCharsets.UTF_8);
        String key = Integer.toString(Integer.parseInt(value) % CopyJob.KEYS);
        return List.of(key, new String(record.key(), StandardCharsets.UTF_8));
    }
}
