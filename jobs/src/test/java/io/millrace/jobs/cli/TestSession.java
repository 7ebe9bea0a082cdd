package io.millrace.jobs.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A session whose output is text, and a way to run command lines in it. */
final class TestSession {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Map<String, String> environment;
    private final Path folder;
    private final List<String> terminals;

    /** By which a test presses Ctrl-C. */
    final Interruption interruption = new Interruption();

    TestSession(Path folder, Map<String, String> environment, String... terminals) {
        this.folder = folder;
        this.environment = environment;
        this.terminals = List.of(terminals);
    }

    /** In a folder where nothing runs. */
    TestSession() {
        this(Path.of("/"), Map.of());
    }

    Session session() {
        return new Session(
                new PrintWriter(out),
                new PrintWriter(err),
                environment,
                folder,
                Optional.empty(),
                terminals,
                new SharedOptions(),
                interruption);
    }

    int run(String... arguments) {
        return MillraceCommand.run(session(), arguments);
    }

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }
}
