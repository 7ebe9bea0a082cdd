package io.millrace.it.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A child process that a test watches and hurts. What it prints goes to one file, whose end is part
 * of every failure's message.
 */
public final class ManagedProcess implements AutoCloseable {

    private static final Duration TO_END = Duration.ofSeconds(30);
    private static final int SHOWN_LINES = 40;
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();
    private static final Path AGENT =
            ClassesJar.agent(
                    Folders.property("millrace.it.run").resolve("ends-with-parent.jar"),
                    EndsWithParent.class);

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private final String name;
    private final Path log;
    private final Process process;
    private boolean frozen;

    private ManagedProcess(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /**
     * Starts a JVM.
     *
     * @param name for messages
     * @param environment variables on top of those of this JVM
     * @param log the file for what it prints, both ways
     */
    public static ManagedProcess start(
            String name, JavaCommand command, Map<String, String> environment, Path log) {
        var builder = new ProcessBuilder(command.line(AGENT)).redirectErrorStream(true);
        builder.redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            RUNNING.add(process);
            process.onExit().thenAccept(RUNNING::remove);
            return new ManagedProcess(name, log, process);
        } catch (IOException e) {
            throw new UncheckedIOException("Can't start " + name, e);
        }
    }

    /** Waits for a condition, and fails at once if the process ends before it holds. */
    public void awaitReady(String what, Duration atMost, BooleanSupplier ready) {
        Await.until(
                "%s: %s".formatted(name, what),
                atMost,
                () -> {
                    if (!process.isAlive()) {
                        throw new AssertionError(
                                "%s ended with %d before it was ready. %s"
                                        .formatted(name, process.exitValue(), logTail()));
                    }
                    return ready.getAsBoolean();
                },
                this::logTail);
    }

    /** Waits until the process has printed this text. */
    public void awaitLog(String text, Duration atMost) {
        awaitReady("\"%s\" in its log".formatted(text), atMost, () -> log().contains(text));
    }

    /**
     * Waits until the process has ended by itself.
     *
     * @return its exit code
     */
    public int awaitEnd(Duration atMost) {
        Await.until(name + " to end", atMost, () -> !process.isAlive(), this::logTail);
        return process.exitValue();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Whether it's neither dead nor frozen. */
    public boolean isWell() {
        return isAlive() && !frozen;
    }

    /** The id that the operating system knows it by. */
    public long pid() {
        return process.pid();
    }

    /** What it has printed so far. */
    public String log() {
        return Folders.read(log);
    }

    /** The last lines of the log, with the file's name. */
    public String logTail() {
        List<String> lines = log().lines().toList();
        List<String> last = lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size());
        return "The end of %s:%n%s".formatted(log, String.join(System.lineSeparator(), last));
    }

    /** Ends it as {@code kill -9} does: no hook runs, no buffer is flushed. */
    public void kill9() {
        process.destroyForcibly();
        awaitGone();
    }

    /** Asks it to end ({@code SIGTERM}), and kills it when it doesn't. */
    public void stop() {
        if (frozen) {
            thaw();
        }
        process.destroy();
        try {
            if (!process.waitFor(TO_END.toSeconds(), TimeUnit.SECONDS)) {
                kill9();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }

    /** Stops its clock ({@code SIGSTOP}): it holds its connections and answers nobody. */
    public void freeze() {
        signal("STOP");
        frozen = true;
    }

    /** Lets a frozen process go on ({@code SIGCONT}). */
    public void thaw() {
        signal("CONT");
        frozen = false;
    }

    @Override
    public void close() {
        kill9();
    }

    private void awaitGone() {
        Await.until(name + " to be gone", TO_END, () -> !process.isAlive(), this::logTail);
    }

    private void signal(String signal) {
        try {
            var kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid())).inheritIO();
            int exit = kill.start().waitFor();
            if (exit != 0) {
                throw new IllegalStateException(
                        "kill -%s %s (%d) ended with %d".formatted(signal, name, pid(), exit));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Can't signal " + name, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while signalling " + name, e);
        }
    }
}
