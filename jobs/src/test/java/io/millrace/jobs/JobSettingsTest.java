package io.millrace.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.Map;

class JobSettingsTest {

    @Test
    void hasDefaultsForProduction() {
        assertThat(JobSettings.production())
                .isEqualTo(
                        new JobSettings(
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(5),
                                Duration.ofMinutes(5),
                                3,
                                3,
                                Duration.ofSeconds(1),
                                Duration.ofMinutes(2),
                                Duration.ofSeconds(60),
                                240,
                                Duration.ofMinutes(15)));
    }

    @Test
    void shortensTheWayToAResultForADemo() {
        JobSettings demo = JobSettings.demo();

        assertThat(demo.checkpointInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(demo.checkpointPause()).isZero();
        assertThat(demo.maxParallelism()).isEqualTo(JobSettings.production().maxParallelism());
    }

    @Test
    void takesTheIdleTimeFromTheClustersConfiguration() {
        Configuration told = new Configuration();
        assertThat(JobSettings.production().overriddenBy(told)).isEqualTo(JobSettings.production());

        told.setString("millrace.idle-time", "8s");
        JobSettings overridden = JobSettings.production().overriddenBy(told);
        assertThat(overridden.idleness()).isEqualTo(Duration.ofSeconds(8));
        assertThat(overridden.checkpointInterval()).isEqualTo(Duration.ofSeconds(10));

        told.setString("millrace.idle-time", "0s");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JobSettings.production().overriddenBy(told))
                .withMessageContaining("idleness is 0 ms");
    }

    @Test
    void mapsEachSettingToAnOption() {
        JobSettings settings =
                new JobSettings(
                        Duration.ofMillis(1_001),
                        Duration.ofMillis(1_002),
                        Duration.ofMillis(1_003),
                        4,
                        5,
                        Duration.ofMillis(1_006),
                        Duration.ofMillis(1_007),
                        Duration.ofMillis(1_008),
                        9,
                        Duration.ofMillis(10_000));

        assertThat(settings.on(new Configuration()).toMap())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.ofEntries(
                                Map.entry("execution.checkpointing.interval", "1001 ms"),
                                Map.entry("execution.checkpointing.min-pause", "1002 ms"),
                                Map.entry("execution.checkpointing.timeout", "1003 ms"),
                                Map.entry(
                                        "execution.checkpointing.tolerable-failed-checkpoints",
                                        "4"),
                                Map.entry("execution.checkpointing.num-retained", "5"),
                                Map.entry(
                                        "restart-strategy.exponential-delay.initial-backoff",
                                        "1006 ms"),
                                Map.entry(
                                        "restart-strategy.exponential-delay.max-backoff",
                                        "1007 ms"),
                                Map.entry(
                                        "restart-strategy.exponential-delay.backoff-multiplier",
                                        "2.0"),
                                Map.entry("restart-strategy.type", "exponential-delay"),
                                Map.entry("pipeline.max-parallelism", "9"),
                                Map.entry("pipeline.object-reuse", "true"),
                                Map.entry("pipeline.generic-types", "false"),
                                Map.entry("pipeline.auto-generate-uids", "false"),
                                Map.entry("state.backend.type", "rocksdb"),
                                Map.entry("state.backend.rocksdb.timer-service.factory", "HEAP"),
                                Map.entry("state.backend.rocksdb.use-bloom-filter", "true"),
                                Map.entry("execution.buffer-timeout.interval", "5 ms"),
                                Map.entry("pipeline.auto-watermark-interval", "20 ms"),
                                Map.entry(
                                        "state.backend.rocksdb.compression.per.level",
                                        "NO_COMPRESSION;NO_COMPRESSION;SNAPPY_COMPRESSION"),
                                Map.entry("execution.checkpointing.incremental", "true"),
                                Map.entry("execution.checkpointing.mode", "EXACTLY_ONCE"),
                                Map.entry(
                                        "execution.checkpointing.externalized-checkpoint-retention",
                                        "RETAIN_ON_CANCELLATION"),
                                Map.entry("execution.checkpointing.unaligned.enabled", "false"),
                                Map.entry(
                                        "taskmanager.network.memory.buffer-debloat.enabled",
                                        "true")));
    }

    @Test
    void givesWayToTheClustersOwnSettings() {
        Configuration cluster = new Configuration();
        cluster.set(StateBackendOptions.STATE_BACKEND, "hashmap");
        cluster.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMinutes(3));
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(cluster);

        JobSettings.production().configure(env);

        assertThat(env.getConfiguration().get(StateBackendOptions.STATE_BACKEND))
                .isEqualTo("hashmap");
        assertThat(env.getCheckpointConfig().getCheckpointInterval()).isEqualTo(180_000);
        assertThat(env.getCheckpointConfig().getMinPauseBetweenCheckpoints()).isEqualTo(5_000);
    }

    @Test
    void givesNoWayOnWhatThePromisesRestOn() {
        Configuration cluster = new Configuration();
        cluster.set(PipelineOptions.GENERIC_TYPES, true);
        cluster.set(PipelineOptions.AUTO_GENERATE_UIDS, true);
        cluster.setString("execution.checkpointing.mode", "AT_LEAST_ONCE");

        assertThat(JobSettings.production().on(cluster).toMap())
                .containsEntry("pipeline.generic-types", "false")
                .containsEntry("pipeline.auto-generate-uids", "false")
                .containsEntry("execution.checkpointing.mode", "EXACTLY_ONCE");
    }

    @Test
    void refusesAnOperatorWithoutUid() {
        StreamExecutionEnvironment env = JobSettings.demo().environment();
        env.fromData(Types.STRING, "a").uid("a").map(text -> text).returns(Types.STRING).print();

        assertThatIllegalStateException()
                .isThrownBy(() -> env.getStreamGraph().getJobGraph())
                .withMessageContaining("no UID");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 60000, 3, 3, 1, 10, 1, 1, 900000, checkpointInterval is 0 ms",
        "1000, -1, 60000, 3, 3, 1, 10, 1, 1, 900000, checkpointPause is -1 ms",
        "1000, 0, 0, 3, 3, 1, 10, 1, 1, 900000, checkpointTimeout is 0 ms",
        "1000, 0, 60000, -1, 3, 1, 10, 1, 1, 900000, toleratedCheckpointFailures is -1",
        "1000, 0, 60000, 3, 0, 1, 10, 1, 1, 900000, retainedCheckpoints is 0",
        "1000, 0, 60000, 3, 3, 0, 10, 1, 1, 900000, restartDelay is 0 ms",
        "1000, 0, 60000, 3, 3, 11, 10, 1, 1, 900000, longestRestartDelay is 10 ms",
        "1000, 0, 60000, 3, 3, 1, 10, 0, 1, 900000, idleness is 0 ms",
        "1000, 0, 60000, 3, 3, 1, 10, 1, 0, 900000, maxParallelism is 0",
        "1000, 0, 60000, 3, 3, 1, 10, 1, 32769, 900000, maxParallelism is 32769",
        "1000, 0, 60000, 3, 3, 1, 10, 1, 1, 60999, transactionTimeout is 60999 ms",
        "1000, 0, 60000, 3, 3, 1, 10, 1, 1, 2147483648, transactionTimeout is 2147483648 ms",
    })
    void refusesBadValuesAndSaysWhatIsAllowed(
            long interval,
            long pause,
            long timeout,
            int failures,
            int retained,
            long delay,
            long longestDelay,
            long idleness,
            int maxParallelism,
            long transaction,
            String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                new JobSettings(
                                        Duration.ofMillis(interval),
                                        Duration.ofMillis(pause),
                                        Duration.ofMillis(timeout),
                                        failures,
                                        retained,
                                        Duration.ofMillis(delay),
                                        Duration.ofMillis(longestDelay),
                                        Duration.ofMillis(idleness),
                                        maxParallelism,
                                        Duration.ofMillis(transaction)))
                .withMessageStartingWith(message)
                .withMessageContaining("it's between");
    }
}
