package io.millrace.jobs;

import io.millrace.jobs.cli.MillraceCommand;
import io.millrace.jobs.cli.Session;

/**
 * The main class of {@code millrace.jar}, for {@code ./millrace <command>}, {@code java -jar
 * millrace.jar <command>} and {@code flink run millrace.jar <job>}.
 */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        int code = MillraceCommand.run(Session.ofProcess(), arguments);
        if (isWholeProcess()) {
            System.exit(code);
        }
        // Within Flink's client or JobManager, an exit would end more than this program.
        if (code != 0) {
            throw new IllegalStateException("millrace ended with exit code " + code);
        }
    }

    private static boolean isWholeProcess() {
        String command = System.getProperty("sun.java.command", "").split(" ", 2)[0];
        return command.equals(Main.class.getName()) || command.endsWith("millrace.jar");
    }
}
