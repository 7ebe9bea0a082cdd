package io.millrace.jobs.cli.backfill;

import io.millrace.jobs.FunctionShipment;
import io.millrace.jobs.JobSettings;
import io.millrace.jobs.backfill.BackfillJob;
import io.millrace.jobs.backfill.BackfillProgress;
import io.millrace.jobs.cli.CommandFailure;
import io.millrace.jobs.cli.ExitCode;
import io.millrace.jobs.cli.Progress;
import io.millrace.jobs.cli.Session;
import io.millrace.jobs.cli.Throughput;
import io.millrace.jobs.cli.trial.TypedText;
import io.millrace.jobs.embedded.EmbeddedFlink;

import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Runs the job in a cluster in this process, from its newest checkpoint if it has one. */
final class BackfillComputation {
    private static final String JOB = "backfill";
    private static final int MILLIS_BETWEEN = 200;

    private final Session session;
    private final BackfillRequest request;
    private final BackfillPlan plan;
    private final Path work;

    BackfillComputation(Session session, BackfillRequest request, BackfillPlan plan, Path work) {
        this.session = session;
        this.request = request;
        this.plan = plan;
        this.work = work;
    }

    /**
     * Until it's through, or the user wants an end.
     *
     * @return whether it's through
     */
    boolean run(RunState state) throws InterruptedException {
        try (EmbeddedFlink flink = EmbeddedFlink.start(work, 0)) {
            StreamExecutionEnvironment env = environment(state.inMemory());
            BackfillJob.define(env, plan.settings(work, state.taken().events()));
            FunctionShipment.add(env, request.checked().plan().functions());
            CompletableFuture<JobExecutionResult> result =
                    flink.submit(env, JOB).getJobExecutionResult();
            return follow(result, state.taken().sources().get(0).taken());
        }
    }

    private StreamExecutionEnvironment environment(boolean inMemory) {
        Configuration settings = new Configuration();
        settings.set(StateBackendOptions.STATE_BACKEND, inMemory ? "hashmap" : "rocksdb");
        settings.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, !inMemory);
        settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, request.checkpointInterval());
        settings.set(
                CheckpointingOptions.MIN_PAUSE_BETWEEN_CHECKPOINTS,
                request.checkpointInterval().dividedBy(2));
        settings.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, 1);
        // The same records would fail again.
        settings.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(settings);
        JobSettings.production().configure(env);
        env.setParallelism(request.parallelism());
        return env;
    }

    private boolean follow(CompletableFuture<JobExecutionResult> result, long events)
            throws InterruptedException {
        BackfillProgress at = BackfillProgress.of(work.toString());
        Throughput throughput = new Throughput(at.rows());
        try (Progress progress = Progress.of(session, "computed", events)) {
            while (!result.isDone()) {
                if (session.interruption().await(MILLIS_BETWEEN, TimeUnit.MILLISECONDS)) {
                    return false;
                }
                progress.at(at.rows(), detail(at, throughput, events));
            }
            result.get();
            progress.at(at.rows(), "");
            return true;
        } catch (ExecutionException e) {
            Optional<CommandFailure> stop = Stop.of(e, request);
            if (stop.isPresent()) {
                throw stop.get();
            }
            throw new CommandFailure(
                            ExitCode.BUG,
                            "the computation has failed: " + deepest(e),
                            "what was computed until then is kept: the same command goes on")
                    .causedBy(e);
        }
    }

    private static String detail(BackfillProgress at, Throughput throughput, long events) {
        String time =
                at.eventTime() == Long.MIN_VALUE || at.eventTime() == Long.MAX_VALUE
                        ? ""
                        : "  event time " + TypedText.time(at.eventTime());
        return throughput.words(at.rows(), events) + time;
    }

    private static Throwable deepest(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
