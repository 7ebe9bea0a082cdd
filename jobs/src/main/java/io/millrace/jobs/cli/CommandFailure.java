package io.millrace.jobs.cli;

import java.util.List;

/** Ends a command with a plain message, notes on what to do next, and an exit code. */
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final transient List<String> notes;

    /**
     * @param exitCode one of {@link ExitCode}
     * @param message what was wrong, with the value
     * @param notes what's allowed, what to do; one line each
     */
    public CommandFailure(int exitCode, String message, String... notes) {
        super(message);
        this.exitCode = exitCode;
        this.notes = List.of(notes);
    }

    /** The same, with the cause that {@code -v} shows. */
    public CommandFailure causedBy(Throwable cause) {
        initCause(cause);
        return this;
    }

    static CommandFailure usage(String message, String... notes) {
        return new CommandFailure(ExitCode.USAGE, message, notes);
    }

    /** An output that's there already. */
    public static CommandFailure overwrites(String name) {
        return usage(name + " is there already", "--overwrite replaces it");
    }

    /** A topic that isn't there. */
    public static CommandFailure noTopic(String name) {
        return usage("there is no topic " + name, "millrace topics list shows those that are");
    }

    public int exitCode() {
        return exitCode;
    }

    public List<String> notes() {
        return notes;
    }
}
