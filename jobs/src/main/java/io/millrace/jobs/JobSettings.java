package io.millrace.jobs;

import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import java.time.Duration;

/**
 * How a job runs on Flink, whatever it does. What the cluster's configuration or {@code flink run
 * -D} says comes first, but for what correctness depends on.
 *
 * @param checkpointInterval between the starts of two checkpoints
 * @param checkpointPause at least this long between the end of one and the start of the next
 * @param restartDelay before the first restart; it doubles up to 2 minutes
 */
public record JobSettings(
        Duration checkpointInterval, Duration checkpointPause, Duration restartDelay) {
    private static final int MAX_PARALLELISM = 240;

    /** For production. */
    public static JobSettings production() {
        return new JobSettings(
                Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofSeconds(1));
    }

    /** For a demonstration: results become visible within a second or two. */
    public static JobSettings demo() {
        return new JobSettings(Duration.ofSeconds(1), Duration.ZERO, Duration.ofMillis(200));
    }

    /** The environment that the program runs in, with these settings. */
    public StreamExecutionEnvironment environment() {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        Configuration settings = new Configuration();
        defaults()
                .toMap()
                .forEach(
                        (key, value) -> {
                            if (!isSet(env, key)) {
                                settings.setString(key, value);
                            }
                        });
        settings.addAll(required());
        env.configure(settings);
        return env;
    }

    private static boolean isSet(StreamExecutionEnvironment env, String key) {
        return env.getConfiguration().toMap().containsKey(key);
    }

    private static Configuration required() {
        Configuration settings = new Configuration();
        // A Kryo type or an operator without a uid fails when the graph is built.
        settings.set(PipelineOptions.GENERIC_TYPES, false);
        settings.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        settings.set(PipelineOptions.OBJECT_REUSE, true);
        settings.set(
                CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE,
                CheckpointingMode.EXACTLY_ONCE);
        return settings;
    }

    private Configuration defaults() {
        Configuration settings = new Configuration();
        settings.set(PipelineOptions.MAX_PARALLELISM, MAX_PARALLELISM);
        settings.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
        settings.setString("state.backend.rocksdb.timer-service.factory", "HEAP");
        settings.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
        settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, checkpointInterval);
        settings.set(CheckpointingOptions.MIN_PAUSE_BETWEEN_CHECKPOINTS, checkpointPause);
        settings.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, Duration.ofMinutes(5));
        settings.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, 3);
        settings.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, 3);
        settings.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        settings.set(TaskManagerOptions.BUFFER_DEBLOAT_ENABLED, true);
        settings.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
        settings.set(
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF,
                restartDelay);
        settings.set(
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF,
                Duration.ofMinutes(2));
        return settings;
    }
}
