package io.millrace.jobs.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;

/** Which pipeline file: {@code -f FILE} or simply {@code FILE}. */
final class PipelineFile {
    static final Path DEFAULT = Path.of("pipeline.yaml");

    @Option(
            names = {"-f", "--file", "--pipeline"},
            paramLabel = "FILE",
            description = "The pipeline file. Default: pipeline.yaml.")
    @Nullable Path option;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "The same as -f FILE.")
    @Nullable Path positional;

    /** As the user wrote it, for messages. */
    Path name() {
        if (option != null && positional != null && !option.equals(positional)) {
            throw CommandFailure.usage(
                    "two pipeline files are named: " + option + " and " + positional, "name one");
        }
        if (option != null) {
            return option;
        }
        return positional == null ? DEFAULT : positional;
    }

    /** Whether the user named one. */
    boolean isNamed() {
        return option != null || positional != null;
    }
}
