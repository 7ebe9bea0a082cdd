package io.millrace.jobs.cli;

import picocli.CommandLine.Option;

/** Options of what runs an environment on this machine. */
final class LocalOptions {
    @Option(
            names = "--fresh",
            description = "Wipe what earlier runs left in .millrace/ before the start.")
    boolean fresh;

    @Option(
            names = "--parallelism",
            paramLabel = "N",
            defaultValue = "2",
            description = "Subtasks of each operator, 1 to 12. Default: 2.")
    int parallelism;

    LocalRunner.Settings settings(Session session) {
        return new LocalRunner.Settings(session.folder(), fresh, parallelism);
    }
}
