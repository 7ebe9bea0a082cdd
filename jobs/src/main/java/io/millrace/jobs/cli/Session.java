package io.millrace.jobs.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a command sees of the world, so that a test can give it another one.
 *
 * @param out the result, and nothing else
 * @param err progress, warnings, hints
 * @param environment the process's environment variables
 * @param folder where relative paths begin
 * @param home the distribution's folder, if the launcher has said so
 * @param terminals which of {@code in}, {@code out}, {@code err} are terminals
 */
public record Session(
        PrintWriter out,
        PrintWriter err,
        Map<String, String> environment,
        Path folder,
        Optional<Path> home,
        List<String> terminals,
        SharedOptions options,
        Interruption interruption) {

    public Session {
        terminals = List.copyOf(terminals);
    }

    /** The session of the running process. */
    public static Session ofProcess() {
        return new Session(
                writer(System.out),
                writer(System.err),
                System.getenv(),
                Path.of("").toAbsolutePath(),
                Optional.ofNullable(System.getProperty("millrace.home")).map(Path::of),
                List.of(System.getProperty("millrace.terminal", "").split(",", -1)),
                new SharedOptions(),
                new Interruption());
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
    }

    /** An environment variable, unless it's missing or empty. */
    Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    /** A path of the user's, as short as the user wrote it if that's possible. */
    Path resolve(Path path) {
        return folder.equals(Path.of("").toAbsolutePath()) ? path : folder.resolve(path);
    }

    /** What the user asked for, or else the command's own default. */
    Format format(Format preferred) {
        if (options.output != null) {
            return options.output;
        }
        return options.json ? Format.JSON : preferred;
    }

    boolean colorOn(String stream) {
        return terminals.contains(stream)
                && !options.noColor
                && variable("NO_COLOR").isEmpty()
                && !"dumb".equals(environment.get("TERM"));
    }

    /** Says how it goes; not with {@code -q}. */
    public void progress(String text) {
        if (!options.quiet) {
            err.println(text);
            err.flush();
        }
    }

    /** Says what to do next; not with {@code -q}. */
    public void hint(String text) {
        progress("next: " + text);
    }

    public void warning(String text) {
        err.println("warning: " + text);
        err.flush();
    }

    /**
     * Tells a line of a longer report as soon as it's known: as text, or with {@code --json} as a
     * line of JSON. Lines of a kind without a name are for people's eyes, those without a text for
     * programs.
     */
    public void line(String kind, String text, Map<String, Object> facts) {
        if (format(Format.TABLE) == Format.TABLE) {
            if (!text.isEmpty() || kind.isEmpty()) {
                out.println(text.stripTrailing());
            }
        } else if (!kind.isEmpty()) {
            ObjectNode node = Json.MAPPER.createObjectNode();
            node.put("schemaVersion", TableOutput.SCHEMA_VERSION).put("kind", kind);
            facts.forEach((name, value) -> node.set(name, Json.MAPPER.valueToTree(value)));
            out.println(Json.line(node.put("text", text.strip())));
        }
        out.flush();
    }

    public void flush() {
        out.flush();
        err.flush();
    }
}
