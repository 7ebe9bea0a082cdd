package io.millrace.jobs.cli.backfill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How far a run has come, kept beside its data so that a second one with the same arguments goes on
 * from there.
 *
 * @param fingerprint of the arguments, the definitions and the files
 * @param run names the run, for what it writes outside of this folder
 * @param inMemory whether the job's state is on the heap
 * @param taken what was read
 * @param answered events of the main source with features, history included; null if the job isn't
 *     through
 */
record RunState(
        String fingerprint, String run, boolean inMemory, TakenIn taken, @Nullable Long answered) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FORMAT = 1;
    private static final String FILE = "run.json";

    RunState computed(long events) {
        return new RunState(fingerprint, run, inMemory, taken, events);
    }

    void write(Path folder) throws IOException {
        ObjectNode node = JSON.createObjectNode();
        node.put("format", FORMAT)
                .put("fingerprint", fingerprint)
                .put("run", run)
                .put("inMemory", inMemory);
        node.put("newest", taken.newest()).put("events", taken.events().size());
        if (answered != null) {
            node.put("answered", answered);
        }
        ArrayNode sources = node.putArray("sources");
        for (SourceCounts counts : taken.sources()) {
            sources.addObject()
                    .put("source", counts.source())
                    .put("read", counts.read())
                    .put("outside", counts.outside())
                    .put("unreadable", counts.unreadable())
                    .put("late", counts.late())
                    .put("duplicates", counts.duplicates())
                    .put("taken", counts.taken());
        }
        Path written = folder.resolve(FILE + ".new");
        Files.write(written, JSON.writeValueAsBytes(node));
        Files.move(
                written,
                folder.resolve(FILE),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    /** What an earlier run has left; empty if there's none, or it can't be read. */
    static Optional<RunState> read(Path folder) {
        Path file = folder.resolve(FILE);
        try {
            JsonNode node = Files.exists(file) ? JSON.readTree(file.toFile()) : null;
            if (node == null || node.path("format").asInt() != FORMAT) {
                return Optional.empty();
            }
            List<SourceCounts> sources = new ArrayList<>();
            node.get("sources").forEach(counts -> sources.add(counts(counts)));
            List<Path> events = new ArrayList<>();
            for (int i = 0; i < node.get("events").asInt(); i++) {
                events.add(folder.resolve(Intake.EVENTS + "-" + i));
            }
            return Optional.of(
                    new RunState(
                            node.get("fingerprint").asText(),
                            node.get("run").asText(),
                            node.get("inMemory").asBoolean(),
                            new TakenIn(events, sources, node.get("newest").asLong()),
                            node.has("answered") ? (Long) node.get("answered").asLong() : null));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static SourceCounts counts(JsonNode node) {
        return new SourceCounts(
                node.get("source").asText(),
                node.get("read").asLong(),
                node.get("outside").asLong(),
                node.get("unreadable").asLong(),
                node.get("late").asLong(),
                node.get("duplicates").asLong(),
                node.get("taken").asLong());
    }
}
