package io.millrace.jobs.cli;

/** What the command's exit codes mean. Scripts depend on them: never change one. */
public final class ExitCode {
    public static final int DONE = 0;

    /** The answer is no: a check failed. */
    public static final int NO = 1;

    /** An expectation with {@code otherwise: stop} has ended the work. */
    public static final int STOPPED = 3;

    /** The command line can't be understood. */
    public static final int USAGE = 64;

    /** Broker, registry, Flink or Java isn't in reach. */
    public static final int UNAVAILABLE = 69;

    /** A mistake of ours. */
    public static final int BUG = 70;

    public static final int TIMED_OUT = 75;

    public static final int NOT_ALLOWED = 77;

    /** Ctrl-C; the JVM itself ends with it. */
    public static final int INTERRUPTED = 130;

    private ExitCode() {}
}
