package io.millrace.jobs.cli;

import io.millrace.jobs.cli.backfill.BackfillRequest;
import io.millrace.jobs.cli.backfill.BackfillSummary;
import io.millrace.jobs.cli.parity.ParityReport;
import io.millrace.jobs.cli.parity.ParityRequest;

import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * What runs Kafka, the registry and Flink on this machine. Its implementation needs their classes
 * and so isn't part of {@code millrace.jar}; it's found as a service.
 */
public interface LocalRunner {

    /**
     * How the environment is set up.
     *
     * @param folder that holds {@code .millrace/}, its data
     * @param fresh whether earlier data is wiped first
     * @param parallelism of the jobs
     * @param kafkaPort 0 for the usual one, or any free one if that's taken; so are the others
     */
    record Settings(
            Path folder,
            boolean fresh,
            int parallelism,
            int kafkaPort,
            int registryPort,
            int flinkPort) {
        public Settings {
            if (parallelism < 1 || parallelism > 12) {
                throw CommandFailure.usage(
                        "--parallelism is " + parallelism + "; it's between 1 and 12");
            }
        }
    }

    /**
     * What the example does.
     *
     * @param seed of everything random
     * @param events payments, at least 1,000
     * @param speed payments a second, at least 1
     * @param drift whether the world changes
     * @param retrain whether models after the first one are trained
     * @param keep whether everything stays up afterwards, until the user wants an end
     */
    record Demo(long seed, int events, int speed, boolean drift, boolean retrain, boolean keep) {
        private static final int FEWEST = 1_000;

        public Demo {
            if (events < FEWEST) {
                throw CommandFailure.usage(
                        "--events is " + events + "; at least " + FEWEST + " tell a story");
            }
            if (speed < 1) {
                throw CommandFailure.usage("--speed is " + speed + "; at least 1 a second");
            }
        }
    }

    /** Runs the example until it's through, or the user wants an end; returns the exit code. */
    int demo(Session session, Settings settings, Demo demo) throws Exception;

    /**
     * Runs a pipeline until the user wants an end; returns the exit code.
     *
     * @param retrain whether models after the first one are trained
     */
    int dev(Session session, Settings settings, Path pipelineFile, boolean retrain)
            throws Exception;

    /**
     * Computes the features of past events, in a cluster in this process.
     *
     * @return empty if the user wanted an end before it was there
     */
    Optional<BackfillSummary> backfill(Session session, BackfillRequest request) throws Exception;

    /**
     * Computes served vectors again, in a cluster in this process, and compares.
     *
     * @return empty if the user wanted an end before it was through
     */
    Optional<ParityReport> parity(Session session, ParityRequest request) throws Exception;

    /**
     * The one on the class path.
     *
     * @throws CommandFailure if there's none
     */
    static LocalRunner find() {
        Optional<LocalRunner> found = ServiceLoader.load(LocalRunner.class).findFirst();
        return found.orElseThrow(
                () ->
                        new CommandFailure(
                                ExitCode.UNAVAILABLE,
                                "Flink and Kafka's broker are not on the class path",
                                "start it with the millrace script, not with java -jar"));
    }
}
