package io.millrace.jobs.embedded;

import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;

/**
 * A Flink mini cluster in this JVM: one TaskManager, RocksDB, checkpoints in a folder, the web UI.
 */
public final class EmbeddedFlink implements AutoCloseable {
    private static final int SLOTS = 12;

    private final MiniCluster cluster;

    private EmbeddedFlink(MiniCluster cluster) {
        this.cluster = cluster;
    }

    /**
     * @param data folder for checkpoints
     * @param port of the web UI; 0 for any free one
     */
    public static EmbeddedFlink start(Path data, int port) {
        Configuration settings = new Configuration();
        settings.set(RestOptions.ADDRESS, "127.0.0.1");
        settings.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
        settings.set(
                RestOptions.BIND_PORT,
                port == 0
                        ? "0"
                        : Integer.toString(
                                EmbeddedBroker.Ports.claim(
                                        port, "Flink's web UI", "--flink-port")));
        settings.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(384));
        settings.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(128));
        settings.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(128));
        settings.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
        settings.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
        settings.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                Folders.usable(data.resolve("checkpoints")).toUri().toString());
        settings.set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, Duration.ofMinutes(3));
        MiniCluster cluster =
                new MiniCluster(
                        new MiniClusterConfiguration.Builder()
                                .setConfiguration(settings)
                                .setNumTaskManagers(1)
                                .setNumSlotsPerTaskManager(SLOTS)
                                .withRandomPorts()
                                .build());
        try {
            cluster.start();
        } catch (Exception e) {
            throw new EnvironmentException("Flink can't start here: " + e.getMessage(), e);
        }
        return new EmbeddedFlink(cluster);
    }

    /** Starts a job and returns when the cluster has taken it. */
    public JobID submit(StreamExecutionEnvironment env, String name) {
        try {
            var graph = env.getStreamGraph();
            graph.setJobName(name);
            return cluster.submitJob(graph.getJobGraph()).get().getJobID();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnvironmentException("interrupted while job " + name + " was submitted", e);
        } catch (ExecutionException e) {
            throw new EnvironmentException("job " + name + " can't be started: " + e.getCause(), e);
        }
    }

    public JobStatus status(JobID job) {
        try {
            return cluster.getJobStatus(job).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnvironmentException("interrupted while asking for a job's state", e);
        } catch (ExecutionException e) {
            throw new EnvironmentException("a job's state is unknown: " + e.getCause(), e);
        }
    }

    /** Waits until a job has ended by itself. */
    public void join(JobID job) throws InterruptedException, ExecutionException {
        cluster.requestJobResult(job).get();
    }

    public void cancel(JobID job) throws InterruptedException, ExecutionException {
        cluster.cancelJob(job).get();
    }

    /** Address of the web UI. */
    public String webUi() {
        return cluster.getRestAddress().join().toString();
    }

    public MiniCluster cluster() {
        return cluster;
    }

    @Override
    public void close() throws Exception {
        cluster.close();
    }
}
