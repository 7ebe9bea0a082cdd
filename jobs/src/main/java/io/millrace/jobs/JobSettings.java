package io.millrace.jobs;

import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend.PriorityQueueStateType;
import org.apache.flink.state.rocksdb.RocksDBConfigurableOptions;
import org.apache.flink.state.rocksdb.RocksDBOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import java.io.Serializable;
import java.time.Duration;

/**
 * How a job runs on Flink, whatever it does. What the cluster's configuration or {@code flink run
 * -D} says comes first, except for what the promises rest on: exactly-once checkpoints with aligned
 * barriers, no Kryo, no made-up uids.
 *
 * @param checkpointInterval between the starts of two checkpoints; outputs become visible with a
 *     checkpoint
 * @param checkpointPause at least this long between the end of one and the start of the next
 * @param checkpointTimeout after which a checkpoint has failed
 * @param toleratedCheckpointFailures in a row, before the job restarts
 * @param retainedCheckpoints kept, also after the job is cancelled
 * @param restartDelay before the first restart; it doubles with each
 * @param longestRestartDelay that it grows to
 * @param idleness after which a partition without records is taken to be at its end
 * @param maxParallelism fixed for the life of a job's state
 * @param transactionTimeout of the sinks: how long the job may be down without loss
 */
public record JobSettings(
        Duration checkpointInterval,
        Duration checkpointPause,
        Duration checkpointTimeout,
        int toleratedCheckpointFailures,
        int retainedCheckpoints,
        Duration restartDelay,
        Duration longestRestartDelay,
        Duration idleness,
        int maxParallelism,
        Duration transactionTimeout)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Overrides {@code idleness}, as in {@code flink run -Dmillrace.idle-time=8s}. */
    private static final ConfigOption<Duration> IDLE_TIME =
            ConfigOptions.key("millrace.idle-time").durationType().noDefaultValue();

    /**
     * By level of RocksDB. The upper two hold what changes all the time: compressing it costs more
     * than it saves. As text, since the values' type is RocksDB's own.
     */
    private static final ConfigOption<String> COMPRESSION =
            ConfigOptions.key(RocksDBConfigurableOptions.COMPRESSION_PER_LEVEL.key())
                    .stringType()
                    .noDefaultValue();

    /** How long a record waits for others in a buffer that isn't full. */
    private static final Duration LONGEST_IN_A_BUFFER = Duration.ofMillis(5);

    private static final Duration BETWEEN_WATERMARKS = Duration.ofMillis(20);

    /** Flink's own limit. */
    private static final int GREATEST_PARALLELISM = 32_768;

    /** Kafka keeps a transaction's timeout in 31 bits of milliseconds. */
    private static final Duration LONGEST_TRANSACTION = Duration.ofMillis(Integer.MAX_VALUE);

    public JobSettings {
        check("checkpointInterval", checkpointInterval, Duration.ofMillis(10), Duration.ofDays(1));
        check("checkpointPause", checkpointPause, Duration.ZERO, Duration.ofDays(1));
        check("checkpointTimeout", checkpointTimeout, Duration.ofMillis(10), Duration.ofDays(1));
        check("toleratedCheckpointFailures", toleratedCheckpointFailures, 0, Integer.MAX_VALUE);
        check("retainedCheckpoints", retainedCheckpoints, 1, 1_000);
        check("restartDelay", restartDelay, Duration.ofMillis(1), Duration.ofDays(1));
        check("longestRestartDelay", longestRestartDelay, restartDelay, Duration.ofDays(1));
        check("idleness", idleness, Duration.ofMillis(1), Duration.ofDays(365));
        check("maxParallelism", maxParallelism, 1, GREATEST_PARALLELISM);
        // A transaction is open from one checkpoint to the next, and a moment longer.
        check(
                "transactionTimeout",
                transactionTimeout,
                checkpointInterval.plus(checkpointTimeout),
                LONGEST_TRANSACTION);
    }

    /** For production. */
    public static JobSettings production() {
        return new JobSettings(
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                Duration.ofMinutes(5),
                3,
                3,
                Duration.ofSeconds(1),
                Duration.ofMinutes(2),
                Duration.ofSeconds(60),
                240,
                Duration.ofMinutes(15));
    }

    /**
     * For an environment on one machine: results become visible within a second or two, the end of
     * a topic is answered soon, and a job that has stopped in the evening can go on days later.
     */
    public static JobSettings demo() {
        return new JobSettings(
                Duration.ofSeconds(1),
                Duration.ZERO,
                Duration.ofMinutes(5),
                3,
                3,
                Duration.ofMillis(200),
                Duration.ofSeconds(10),
                Duration.ofSeconds(8),
                240,
                Duration.ofDays(7));
    }

    /** The environment that the program runs in, with these settings. */
    public StreamExecutionEnvironment environment() {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        configure(env);
        return env;
    }

    /**
     * These settings, with what the environment's configuration says of Millrace.
     *
     * @throws IllegalArgumentException if a value isn't allowed
     */
    public JobSettings overriddenBy(ReadableConfig configuration) {
        return new JobSettings(
                checkpointInterval,
                checkpointPause,
                checkpointTimeout,
                toleratedCheckpointFailures,
                retainedCheckpoints,
                restartDelay,
                longestRestartDelay,
                configuration.getOptional(IDLE_TIME).orElse(idleness),
                maxParallelism,
                transactionTimeout);
    }

    /** Gives an environment these settings, where it has none of its own. */
    public void configure(StreamExecutionEnvironment env) {
        env.configure(on(env.getConfiguration()));
    }

    /** The settings as Flink's options, without those that are set already. */
    Configuration on(ReadableConfig before) {
        Configuration to = new Configuration();
        setPromises(to);
        setDefault(before, to, PipelineOptions.OBJECT_REUSE, true);
        setDefault(before, to, PipelineOptions.MAX_PARALLELISM, maxParallelism);
        setDefault(before, to, StateBackendOptions.STATE_BACKEND, "rocksdb");
        // Timers are few and often looked at; in RocksDB each look costs microseconds.
        setDefault(before, to, RocksDBOptions.TIMER_SERVICE_FACTORY, PriorityQueueStateType.HEAP);
        setDefault(before, to, COMPRESSION, "NO_COMPRESSION;NO_COMPRESSION;SNAPPY_COMPRESSION");
        setDefault(before, to, TaskManagerOptions.BUFFER_DEBLOAT_ENABLED, true);
        // A key's state is in one of several files of the upper level: the others say so at once.
        setDefault(before, to, RocksDBConfigurableOptions.USE_BLOOM_FILTER, true);
        // An event passes four exchanges and waits for a watermark: that's its latency.
        setDefault(before, to, ExecutionOptions.BUFFER_TIMEOUT, LONGEST_IN_A_BUFFER);
        setDefault(before, to, PipelineOptions.AUTO_WATERMARK_INTERVAL, BETWEEN_WATERMARKS);
        setCheckpoints(before, to);
        setRestarts(before, to);
        return to;
    }

    /** A Kryo type or an operator without a uid fails when the graph is built. */
    private static void setPromises(Configuration to) {
        to.set(PipelineOptions.GENERIC_TYPES, false);
        to.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        to.set(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
        // What records say is complete rests on barriers that don't overtake anything.
        to.set(CheckpointingOptions.ENABLE_UNALIGNED, false);
    }

    private void setCheckpoints(ReadableConfig before, Configuration to) {
        setDefault(before, to, CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
        setDefault(before, to, CheckpointingOptions.CHECKPOINTING_INTERVAL, checkpointInterval);
        setDefault(before, to, CheckpointingOptions.MIN_PAUSE_BETWEEN_CHECKPOINTS, checkpointPause);
        setDefault(before, to, CheckpointingOptions.CHECKPOINTING_TIMEOUT, checkpointTimeout);
        setDefault(
                before,
                to,
                CheckpointingOptions.TOLERABLE_FAILURE_NUMBER,
                toleratedCheckpointFailures);
        setDefault(before, to, CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, retainedCheckpoints);
        setDefault(
                before,
                to,
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    }

    private void setRestarts(ReadableConfig before, Configuration to) {
        setDefault(before, to, RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
        setDefault(
                before,
                to,
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF,
                restartDelay);
        setDefault(
                before,
                to,
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF,
                longestRestartDelay);
        setDefault(
                before,
                to,
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_BACKOFF_MULTIPLIER,
                2.0);
    }

    private static <T> void setDefault(
            ReadableConfig before, Configuration to, ConfigOption<T> option, T value) {
        if (before.getOptional(option).isEmpty()) {
            to.set(option, value);
        }
    }

    private static void check(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "%s is %d; it's between %d and %d".formatted(name, value, least, most));
        }
    }

    private static void check(String name, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "%s is %d ms; it's between %d and %d ms"
                            .formatted(name, value.toMillis(), least.toMillis(), most.toMillis()));
        }
    }
}
