package io.millrace.jobs.embedded;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.jobs.kafka.KafkaSettings;
import io.millrace.jobs.kafka.SourceRange;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Map;

class DeletedOffsetsTest {
    @TempDir Path data;

    @Test
    @Timeout(120)
    void failsInsteadOfGoingOnBehindAGap() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(data.resolve("kafka"), 0);
                EmbeddedFlink flink = EmbeddedFlink.start(data.resolve("flink"), 0)) {
            KafkaSettings kafka = KafkaSettings.of(broker.bootstrapServers());
            KafkaTopics topics = new KafkaTopics(kafka);
            topics.create("in", "out");
            topics.writeNumbers("in", 0, 100);
            topics.deleteBefore("in", 0, 10);
            Map<TopicPartition, Long> wanted = Map.of(new TopicPartition("in", 0), 5L);

            JobClient job =
                    flink.submit(
                            withoutRestarts(
                                    CopyJob.define(
                                            kafka,
                                            SourceRange.between(wanted, topics.ends("in")),
                                            false)),
                            "copy");

            assertThatThrownBy(() -> job.getJobExecutionResult().get())
                    .hasStackTraceContaining("in-0")
                    .hasStackTraceContaining("offset=5")
                    .hasStackTraceContaining("OffsetOutOfRange");
        }
    }

    private static StreamExecutionEnvironment withoutRestarts(StreamExecutionEnvironment env) {
        Configuration settings = new Configuration();
        settings.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        env.configure(settings);
        return env;
    }
}
