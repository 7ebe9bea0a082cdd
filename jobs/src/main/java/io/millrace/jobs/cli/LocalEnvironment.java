package io.millrace.jobs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * The environment that {@code demo} or {@code dev} runs on this machine, as written into {@code
 * .millrace/environment.json}, so that other commands find it without being told.
 *
 * @param pid process that runs it
 * @param bootstrap address of the Kafka broker
 * @param registry URL of the registry's Confluent API
 * @param flink URL of Flink's web UI and REST API
 * @param pipeline the pipeline's name
 */
public record LocalEnvironment(
        long pid, String bootstrap, String registry, String flink, String pipeline) {
    private static final String FOLDER = ".millrace";
    private static final String FILE = "environment.json";
    private static final int VERSION = 1;

    /** Its file is in the folder or in one above it, as with Git. */
    public static Optional<LocalEnvironment> find(Path folder) {
        for (Path at = folder.toAbsolutePath(); at != null; at = at.getParent()) {
            Path file = at.resolve(FOLDER).resolve(FILE);
            if (Files.isRegularFile(file)) {
                return read(file);
            }
        }
        return Optional.empty();
    }

    private static Optional<LocalEnvironment> read(Path file) {
        try {
            JsonNode node = Json.MAPPER.readTree(file.toFile());
            return node.path("schemaVersion").asInt() != VERSION
                    ? Optional.empty()
                    : Optional.of(
                            new LocalEnvironment(
                                    node.path("pid").asLong(),
                                    node.path("bootstrap").asText(),
                                    node.path("registry").asText(),
                                    node.path("flink").asText(),
                                    node.path("pipeline").asText()));
        } catch (IOException e) {
            throw new CommandFailure(
                            ExitCode.UNAVAILABLE,
                            "cannot read " + file + ": " + e.getMessage(),
                            "name the broker with --bootstrap and the registry with --registry")
                    .causedBy(e);
        }
    }

    /** Whether the process that wrote it still runs. */
    public boolean isRunning() {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    /** Writes the file, whole or not at all. */
    public void write(Path folder) throws IOException {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("schemaVersion", VERSION);
        node.put("pid", pid);
        node.put("bootstrap", bootstrap);
        node.put("registry", registry);
        node.put("flink", flink);
        node.put("pipeline", pipeline);
        Path directory = Files.createDirectories(folder.resolve(FOLDER));
        Path fresh = Files.writeString(directory.resolve(FILE + ".new"), Json.pretty(node) + "\n");
        Files.move(fresh, directory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Takes the file away again. */
    public static void remove(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve(FOLDER).resolve(FILE));
    }
}
