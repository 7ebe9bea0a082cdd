package io.millrace.it.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A Confluent-compatible schema registry (Apicurio) of its own process. It keeps the schemas in
 * memory: a restarted registry is an empty one.
 */
public final class RegistryServerProcess implements AutoCloseable {

    private static final Duration TO_START = Duration.ofSeconds(120);
    private static final Duration TO_ANSWER = Duration.ofSeconds(5);
    private static final String RUNNER = "apicurio-registry-app-2.6.13.Final-runner.jar";

    private final Path folder;
    private final int port;
    private final HttpClient client = HttpClient.newHttpClient();
    private ManagedProcess process;
    private int starts;

    private RegistryServerProcess(String name) {
        this.folder = Folders.empty(name);
        this.port = FreePorts.next();
        this.process = launch();
    }

    /** Starts an empty registry that asks for backward compatibility; returns when it answers. */
    public static RegistryServerProcess start(String name) {
        return new RegistryServerProcess(name);
    }

    /** The address that a client of Confluent's registry is given. */
    public String url() {
        return "http://127.0.0.1:%d/apis/ccompat/v7".formatted(port);
    }

    public ManagedProcess process() {
        return process;
    }

    /** Starts an empty registry at the same address if a test has left it dead or frozen. */
    public void ensureRunning() {
        if (!process.isWell()) {
            process.kill9();
            process = launch();
        }
    }

    @Override
    public void close() {
        process.close();
    }

    private ManagedProcess launch() {
        starts++;
        var flags = new ArrayList<String>(JavaCommand.SMALL);
        flags.add("-Xmx256m");
        flags.add("-Dquarkus.http.host=127.0.0.1");
        flags.add("-Dquarkus.http.port=" + port);
        Path runner = Folders.property("millrace.it.registry").resolve(RUNNER);
        var command = new JavaCommand(flags, runner.toString(), mainClass(runner), List.of());
        Path log = folder.resolve("registry-%d.log".formatted(starts));
        ManagedProcess started = ManagedProcess.start("registry", command, Map.of(), log);
        started.awaitReady("an answer at " + url(), TO_START, () -> status("/subjects") == 200);
        if (status("/config", BodyPublishers.ofString("{\"compatibility\":\"BACKWARD\"}")) != 200) {
            throw new AssertionError("Can't set the compatibility. " + started.logTail());
        }
        return started;
    }

    private int status(String path) {
        return status(HttpRequest.newBuilder(URI.create(url() + path)).GET());
    }

    private int status(String path, HttpRequest.BodyPublisher body) {
        return status(
                HttpRequest.newBuilder(URI.create(url() + path))
                        .header("Content-Type", "application/json")
                        .PUT(body));
    }

    /** The status of the answer; 0 when there's none. */
    private int status(HttpRequest.Builder request) {
        try {
            return client.send(request.timeout(TO_ANSWER).build(), BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while asking the registry", e);
        }
    }

    private static String mainClass(Path runner) {
        try (var jar = new java.util.jar.JarFile(runner.toFile())) {
            return jar.getManifest().getMainAttributes().getValue("Main-Class");
        } catch (IOException e) {
            throw new UncheckedIOException("Can't read " + runner, e);
        }
    }
}
