package io.millrace.jobs.embedded;

import io.millrace.jobs.FunctionShipment;

import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.BlobServerOptions;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.SecurityOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.minicluster.MiniClusterJobClient;
import org.apache.flink.runtime.minicluster.MiniClusterJobClient.JobFinalizationBehavior;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A Flink mini cluster in this JVM: one TaskManager, RocksDB, checkpoints in a folder, the web UI.
 *
 * <p>A job has a name of its own here. When one is submitted that has run before, it goes on from
 * its newest checkpoint, in this run or in an earlier one, however that has ended.
 */
public final class EmbeddedFlink implements AutoCloseable {
    static final int SLOTS = 12;

    private static final String OPTION = "--flink-port";
    private static final Duration TO_CANCEL = Duration.ofSeconds(3);

    private final MiniCluster cluster;
    private final CheckpointFolder checkpoints;
    private final CompletableFuture<String> failure = new CompletableFuture<>();

    private EmbeddedFlink(MiniCluster cluster, CheckpointFolder checkpoints) {
        this.cluster = cluster;
        this.checkpoints = checkpoints;
    }

    /**
     * Starts a cluster, and returns when jobs can be submitted.
     *
     * @param data folder for checkpoints and temporary files
     * @param port of the web UI; 0 for any free one
     * @throws EnvironmentException if the port is taken or the folder can't be used
     */
    public static EmbeddedFlink start(Path data, int port) {
        Path checkpoints = Folders.usable(data.resolve("checkpoints").toAbsolutePath());
        Path temporary = data.resolve("tmp").toAbsolutePath();
        Folders.delete(temporary);
        Folders.usable(temporary);
        int webUi = Ports.claim(port, "Flink's web UI", OPTION);
        MiniCluster cluster =
                new MiniCluster(
                        new MiniClusterConfiguration.Builder()
                                .setConfiguration(settings(checkpoints, temporary, webUi))
                                .setNumTaskManagers(1)
                                .setNumSlotsPerTaskManager(SLOTS)
                                .withRandomPorts()
                                .build());
        try {
            cluster.start();
        } catch (Exception e) {
            throw new EnvironmentException("Flink can't start here: " + e.getMessage(), e);
        }
        return new EmbeddedFlink(cluster, new CheckpointFolder(checkpoints));
    }

    private static Configuration settings(Path checkpoints, Path temporary, int webUi) {
        Configuration settings = new Configuration();
        settings.set(RestOptions.ADDRESS, "127.0.0.1");
        settings.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
        settings.set(RestOptions.BIND_PORT, Integer.toString(webUi));
        settings.set(SecurityOptions.DELEGATION_TOKENS_ENABLED, false);
        // Jars that somebody uploads would run in this process.
        settings.set(WebOptions.SUBMIT_ENABLE, false);
        settings.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(384));
        settings.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(128));
        settings.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(128));
        settings.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
        settings.set(CoreOptions.TMP_DIRS, temporary.toString());
        settings.set(WebOptions.TMP_DIR, temporary.toString());
        settings.set(BlobServerOptions.STORAGE_DIRECTORY, temporary.toString());
        // A laptop may sleep, and its cluster with it.
        settings.set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, Duration.ofMinutes(3));
        return settings;
    }

    /**
     * Starts a job, or goes on with it, and returns when the cluster has taken it.
     *
     * @param name of the job; a later job of that name takes its state over
     * @throws EnvironmentException if the cluster refuses it
     */
    public JobClient submit(StreamExecutionEnvironment env, String name) {
        StreamGraph graph = env.getStreamGraph();
        graph.setJobName(name);
        FunctionShipment.of(env)
                .forEach(jar -> graph.addJar(new org.apache.flink.core.fs.Path(jar)));
        JobID id = CheckpointFolder.idOf(name);
        graph.setJobId(id);
        Optional<Path> newest = checkpoints.newest(id);
        newest.ifPresent(
                checkpoint ->
                        graph.setSavepointRestoreSettings(
                                SavepointRestoreSettings.forPath(
                                        checkpoint.toUri().toString(),
                                        false,
                                        RecoveryClaimMode.CLAIM)));
        try {
            cluster.submitJob(graph).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnvironmentException("interrupted while job " + name + " was submitted", e);
        } catch (ExecutionException e) {
            throw new EnvironmentException("job " + name + " can't be started: " + e.getCause(), e);
        }
        var unused = cluster.requestJobResult(id).thenAccept(result -> tellFailure(name, result));
        return new MiniClusterJobClient(
                id, cluster, EmbeddedFlink.class.getClassLoader(), JobFinalizationBehavior.NOTHING);
    }

    private void tellFailure(String job, JobResult result) {
        if (result.getJobStatus().filter(JobStatus.FAILED::equals).isPresent()) {
            Throwable cause =
                    result.getSerializedThrowable()
                            .map(t -> t.deserializeError(EmbeddedFlink.class.getClassLoader()))
                            .orElseGet(() -> new IllegalStateException("no cause is known"));
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            failure.complete("job " + job + " has failed: " + cause.getMessage());
        }
    }

    /**
     * Is completed with a reason when a job fails for good; most failures are restarted and don't.
     */
    public CompletableFuture<String> failure() {
        return failure;
    }

    /** Address of the web UI and REST API. */
    public String webUi() {
        return cluster.getRestAddress().join().toString();
    }

    /** Stops the jobs, which keep their newest checkpoints, and then the cluster. */
    @Override
    public void close() {
        cancelJobs();
        cluster.closeAsync().join();
    }

    private void cancelJobs() {
        try {
            for (var job : cluster.listJobs().get(TO_CANCEL.toMillis(), TimeUnit.MILLISECONDS)) {
                if (!job.getJobState().isGloballyTerminalState()) {
                    var unused = cluster.cancelJob(job.getJobId());
                }
            }
            long deadline = System.nanoTime() + TO_CANCEL.toNanos();
            for (var job : cluster.listJobs().get(TO_CANCEL.toMillis(), TimeUnit.MILLISECONDS)) {
                cluster.requestJobResult(job.getJobId())
                        .get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // The cluster ends with or without them; a later run goes on from their checkpoints.
        }
    }
}
