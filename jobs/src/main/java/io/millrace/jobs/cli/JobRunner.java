package io.millrace.jobs.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceLoader;

/** A job that the command can submit; found as a service. */
public interface JobRunner {

    /** The command that starts it, such as {@code serve}. */
    String name();

    /**
     * Builds the job and submits it to the Flink environment that this process is in.
     *
     * @param replayInto prefix of the topics that a replay writes; empty for a live run
     * @return the exit code
     */
    int run(Session session, Path pipelineFile, Endpoints endpoints, Optional<String> replayInto)
            throws Exception;

    /**
     * The job of a name.
     *
     * @throws CommandFailure if it isn't in the jar, or Flink isn't on the class path
     */
    static JobRunner find(String name) {
        try {
            return ServiceLoader.load(JobRunner.class).stream()
                    .map(ServiceLoader.Provider::get)
                    .filter(job -> job.name().equals(name))
                    .findFirst()
                    .orElseThrow(
                            () ->
                                    new CommandFailure(
                                            ExitCode.BUG, "no job \"" + name + "\" in this jar"));
        } catch (NoClassDefFoundError | java.util.ServiceConfigurationError e) {
            throw new CommandFailure(
                            ExitCode.UNAVAILABLE,
                            "Flink is not on the class path",
                            "on a cluster: flink run millrace.jar " + name + " --pipeline FILE",
                            "on this machine: millrace dev FILE")
                    .causedBy(e);
        }
    }
}
