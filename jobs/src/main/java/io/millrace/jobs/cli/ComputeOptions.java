package io.millrace.jobs.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.time.Instant;

/** Which past events are computed again, and by how many subtasks. */
final class ComputeOptions {
    private static final int MOST_SUBTASKS = 12;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            converter = InstantConverter.class,
            description = {
                "Event time of the first row that's asked for. Earlier events",
                "are read as far as windows reach, and have no rows."
            })
    private @Nullable Instant from;

    @Option(
            names = "--to",
            paramLabel = "TIME",
            converter = InstantConverter.class,
            description = "Event time up to which rows are asked for; it isn't in the range.")
    private @Nullable Instant to;

    @Option(
            names = "--parallelism",
            paramLabel = "N",
            defaultValue = "2",
            description = "Subtasks that compute. Default: 2.")
    private int parallelism = 2;

    /**
     * @throws CommandFailure if the range is empty, or the subtasks are too few or too many
     */
    void check() {
        if (parallelism < 1 || parallelism > MOST_SUBTASKS) {
            throw CommandFailure.usage(
                    "--parallelism is " + parallelism + "; it's between 1 and " + MOST_SUBTASKS);
        }
        if (first() >= end()) {
            throw CommandFailure.usage("--from " + from + " is not before --to " + to);
        }
    }

    boolean hasStart() {
        return from != null;
    }

    /** Event time, included, epoch milliseconds; the smallest one without a start. */
    long first() {
        return from == null ? Long.MIN_VALUE : from.toEpochMilli();
    }

    /** Event time, excluded, epoch milliseconds; the largest one without an end. */
    long end() {
        return to == null ? Long.MAX_VALUE : to.toEpochMilli();
    }

    int parallelism() {
        return parallelism;
    }
}
