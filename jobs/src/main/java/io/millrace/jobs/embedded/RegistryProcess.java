package io.millrace.jobs.embedded;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A Confluent-compatible schema registry (Apicurio) in a process of its own, bound to the loopback
 * address, that ends when this one does.
 *
 * <p>It keeps its schemas in a database file, written through with each change: the ids in Kafka's
 * records must mean the same in a later run, also when this one is killed.
 */
public final class RegistryProcess implements AutoCloseable {
    private static final int ATTEMPTS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration ONE_ANSWER = Duration.ofSeconds(10);
    private static final long POLL_MILLIS = 50;
    private static final long SECONDS_TO_STOP = 3;
    private static final String OPTION = "--registry-port";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Process process;
    private final URI url;

    private RegistryProcess(Process process, URI url) {
        this.process = process;
        this.url = url;
    }

    /**
     * Starts a registry, and returns when it answers.
     *
     * @param application folder of the unpacked Apicurio
     * @param data its folder, made if it isn't there
     * @param logs folder for its log, which is written anew
     * @param port 0 for any free one
     * @throws EnvironmentException if it can't run here
     */
    public static RegistryProcess start(Path application, Path data, Path logs, int port) {
        RegistryCommand command = RegistryCommand.of(application);
        Folders.usable(data);
        Path log = Folders.usable(logs.toAbsolutePath()).resolve("registry.log");
        for (int attempt = 1; ; attempt++) {
            int claimed = Ports.claim(port, "the schema registry", OPTION);
            RegistryProcess registry = start(command, data, log, claimed);
            if (registry.awaitReady()) {
                return registry;
            }
            registry.close();
            if (attempt == ATTEMPTS) {
                throw new EnvironmentException(
                        "the schema registry doesn't start (exit code %s); its log is %s"
                                .formatted(registry.exitCode(), log));
            }
        }
    }

    private static RegistryProcess start(RegistryCommand command, Path data, Path log, int port) {
        try {
            Process process =
                    new ProcessBuilder(command.line(port))
                            .directory(data.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            URI url = URI.create("http://127.0.0.1:" + port + "/apis/ccompat/v7");
            return new RegistryProcess(process, url);
        } catch (IOException e) {
            throw new EnvironmentException(
                    "the schema registry can't be started: " + e.getMessage(), e);
        }
    }

    /** Whether it answers; if not, it has ended or is much too slow. */
    private boolean awaitReady() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (System.nanoTime() < deadline) {
                if (isBackwardCompatible()) {
                    return true;
                }
                if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                    return false;
                }
            }
            return false;
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new EnvironmentException("interrupted while the schema registry was starting", e);
        }
    }

    /** Whether it answers and asks for compatibility; by itself it would accept any change. */
    private boolean isBackwardCompatible() throws InterruptedException {
        try {
            if (send(request("/config").GET()).contains("BACKWARD")) {
                return true;
            }
            BodyPublisher backward = BodyPublishers.ofString("{\"compatibility\":\"BACKWARD\"}");
            send(
                    request("/config")
                            .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                            .PUT(backward));
            return false; // the next look tells whether it has taken that
        } catch (IOException e) {
            return false;
        }
    }

    private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString()).body();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).timeout(ONE_ANSWER);
    }

    private String exitCode() {
        return process.isAlive() ? "none" : Integer.toString(process.exitValue());
    }

    /** Address of the Confluent API. */
    public String url() {
        return url.toString();
    }

    /** Of the registry's process. */
    public long pid() {
        return process.pid();
    }

    /** Is completed with its exit code when the registry ends, for whatever reason. */
    public CompletableFuture<Integer> exit() {
        return process.onExit().thenApply(Process::exitValue);
    }

    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        process.destroy();
        try {
            if (!process.waitFor(SECONDS_TO_STOP, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
