package io.millrace.schemas.pipeline.yaml;

import io.millrace.schemas.problem.NearestName;
import io.millrace.schemas.problem.PipelineFileError;
import io.millrace.schemas.problem.Problem;
import io.millrace.schemas.problem.Quoted;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A map with fixed keys.
 *
 * @param title its place in the file, such as {@code sources.<name>}
 * @param keys in the order in which they're read and documented
 * @param later keys of releases to come, which are refused until then
 */
public record Section(String title, List<Key<?>> keys, Set<String> later) {

    public List<String> names() {
        return keys.stream().map(Key::name).toList();
    }

    /** Reads every key; empty if it isn't a map at all. */
    public Optional<Found> read(Value value) {
        return value.entries("a map").map(entries -> read(value, entries));
    }

    private Found read(Value value, List<Value.Entry> entries) {
        Map<String, Value> given = new LinkedHashMap<>();
        Set<String> misspelt = new HashSet<>();
        for (Value.Entry entry : entries) {
            if (names().contains(entry.key())) {
                given.put(entry.key(), entry.value());
            } else {
                reportUnknown(value, entry).ifPresent(misspelt::add);
            }
        }
        Map<String, Object> values = new LinkedHashMap<>();
        boolean complete = true;
        for (Key<?> key : keys) {
            Value written = given.get(key.name());
            if (written != null) {
                Optional<?> read = key.kind().read(written);
                read.ifPresent(v -> values.put(key.name(), v));
                complete &= read.isPresent();
            } else if (key.required()) {
                complete = false;
                // A misspelt key was reported: that it's missing would be the same mistake twice.
                if (!misspelt.contains(key.name())) {
                    reportMissing(value, key);
                }
            }
        }
        return new Found(value, given, values, given.size() < entries.size(), complete);
    }

    /** Reports a key and returns the one that was meant, if that can be guessed. */
    private Optional<String> reportUnknown(Value value, Value.Entry entry) {
        String in = value.path().isEmpty() ? "" : " in " + value.name();
        if (later.contains(entry.key())) {
            value.reading()
                    .report(
                            PipelineFileError.NOT_IN_THIS_RELEASE,
                            entry.keySpan(),
                            Quoted.of(entry.key()) + in + " is not available in this release");
            return Optional.empty();
        }
        Optional<String> nearest = NearestName.of(entry.key(), names());
        Problem problem =
                Problem.error(
                        PipelineFileError.UNKNOWN_KEY.code(),
                        "unknown key " + Quoted.of(entry.key()) + in,
                        entry.keySpan().place(),
                        entry.keySpan().length(),
                        "it may have: " + String.join(", ", names()));
        value.reading().report(problem.suggesting(nearest.orElse(null)));
        return nearest;
    }

    private static void reportMissing(Value value, Key<?> key) {
        value.reading()
                .report(
                        PipelineFileError.MISSING_KEY,
                        value.home(),
                        value.name() + " has no " + key.name(),
                        key.name() + " takes " + key.kind().expected());
    }
}
