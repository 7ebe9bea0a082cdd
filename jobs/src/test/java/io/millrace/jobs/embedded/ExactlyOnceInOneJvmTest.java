package io.millrace.jobs.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.kafka.KafkaSettings;
import io.millrace.jobs.kafka.SourceRange;

import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

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
            topics.writeNumbers("in", 0, RECORDS / 2);
            topics.abortNumbers("in", 0, 100);
            topics.writeNumbers("in", RECORDS / 2, RECORDS);
            topics.abortNumbers("in", 0, 100);
            SourceRange range = SourceRange.until(topics.ends("in"));

            CopyJob.FAILURES.set(0);
            JobClient job = flink.submit(CopyJob.define(kafka, range, true), "copy");
            job.getJobExecutionResult().get();

            assertThat(CopyJob.FAILURES).as("failures").hasValue(1);
            assertThat(topics.committed("out"))
                    .containsExactlyInAnyOrderElementsOf(KafkaTopics.numbers(0, RECORDS));
            assertThat(CopyJob.keysAndCounts(topics.records("out"))).hasSize(RECORDS);
        }
    }
}
