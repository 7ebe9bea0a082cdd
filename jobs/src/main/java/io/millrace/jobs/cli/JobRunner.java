package io.millrace.jobs.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceLoader;

/** Submits jobs to a cluster; found as a service, since that needs Flink's classes. */
public interface JobRunner {

    /**
     * Builds a job and submits it to the Flink environment that this process is in.
     *
     * @param job such as {@code serve}
     * @param replayInto prefix of the topics that a replay writes; empty for a live run
     * @return the exit code
     */
    int run(
            String job,
            Session session,
            Path pipelineFile,
            Endpoints endpoints,
            Optional<String> replayInto)
            throws Exception;

    /**
     * The one in this jar.
     *
     * @param job for the message
     * @throws CommandFailure if Flink isn't on the class path
     */
    static JobRunner find(String job) {
        try {
            return ServiceLoader.load(JobRunner.class)
                    .findFirst()
                    .orElseThrow(() -> new CommandFailure(ExitCode.BUG, "no jobs are in this jar"));
        } catch (NoClassDefFoundError | java.util.ServiceConfigurationError e) {
            throw new CommandFailure(
                            ExitCode.UNAVAILABLE,
                            "Flink is not on the class path",
                            "on a cluster: flink run millrace.jar " + job + " --pipeline FILE",
                            "on this machine: millrace dev FILE")
                    .causedBy(e);
        }
    }
}
