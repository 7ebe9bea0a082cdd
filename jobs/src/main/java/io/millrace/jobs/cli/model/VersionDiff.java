package io.millrace.jobs.cli.model;

import io.millrace.schemas.avro.DataRange;
import io.millrace.schemas.avro.GateVerdict;
import io.millrace.schemas.avro.Lineage;
import io.millrace.schemas.avro.ModelInput;
import io.millrace.schemas.avro.ModelVersion;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Two published versions side by side: inputs, parameters, data, metrics, gate. */
public final class VersionDiff {
    /**
     * @param part of the version: input, parameter, library, data, metric, gate, model
     * @param change of a figure; null for what isn't one, or isn't on both sides
     */
    public record Line(
            String part,
            String name,
            @Nullable Object first,
            @Nullable Object second,
            @Nullable Double change) {

        public boolean isDifferent() {
            return !Objects.equals(first, second);
        }
    }

    private final ModelVersion first;
    private final ModelVersion second;
    private final List<Line> lines = new ArrayList<>();

    private VersionDiff(ModelVersion first, ModelVersion second) {
        this.first = first;
        this.second = second;
    }

    /** All that's said of either, the equal lines too. */
    public static List<Line> of(ModelVersion first, ModelVersion second) {
        VersionDiff diff = new VersionDiff(first, second);
        diff.write();
        return List.copyOf(diff.lines);
    }

    private void write() {
        add("model", "task", first.getTask(), second.getTask());
        add("model", "bytes", first.getArtifactBytes(), second.getArtifactBytes());
        add("model", "feature set", first.getFingerprint(), second.getFingerprint());
        add("model", "parent", lineage(first).getParentDigest(), lineage(second).getParentDigest());
        add("model", "trigger", first.getTriggerId(), second.getTriggerId());
        maps("input", inputs(first), inputs(second));
        maps("parameter", lineage(first).getParameters(), lineage(second).getParameters());
        add("parameter", "seed", seed(first), seed(second));
        maps("library", lineage(first).getLibraries(), lineage(second).getLibraries());
        maps("data", data(first), data(second));
        maps("metric", first.getMetrics(), second.getMetrics());
        maps("gate", gate(first.getGate()), gate(second.getGate()));
    }

    private static Lineage lineage(ModelVersion version) {
        return version.getLineage();
    }

    /** As a text: it's no amount. */
    private static @Nullable String seed(ModelVersion version) {
        Long seed = version.getLineage().getSeed();
        return seed == null ? null : seed.toString();
    }

    private static SortedMap<String, Object> inputs(ModelVersion version) {
        SortedMap<String, Object> inputs = new TreeMap<>();
        for (ModelInput input : version.getInputs()) {
            inputs.put(input.getName(), input.getType());
        }
        return inputs;
    }

    private static SortedMap<String, Object> data(ModelVersion version) {
        SortedMap<String, Object> data = new TreeMap<>();
        put(data, "rows", version.getLineage().getRows());
        put(data, "from", version.getLineage().getFromEventTime());
        put(data, "to", version.getLineage().getToEventTime());
        put(data, "labels as of", version.getAsOf());
        put(data, "sha-256", version.getLineage().getDataDigest());
        for (DataRange range : version.getLineage().getData()) {
            put(
                    data,
                    "offsets " + range.getTopic() + "/" + range.getPartition(),
                    range.getFromOffset() + " to " + range.getToOffset());
        }
        return data;
    }

    private static SortedMap<String, Object> gate(@Nullable GateVerdict gate) {
        SortedMap<String, Object> verdict = new TreeMap<>();
        if (gate != null) {
            put(verdict, "verdict", gate.getPassed() ? "passed" : "refused");
            put(verdict, "reason", gate.getReason());
            put(verdict, "rows", gate.getRows());
            put(verdict, gate.getMetric(), gate.getCandidate());
            gate.getOpponents()
                    .forEach((name, value) -> put(verdict, gate.getMetric() + " " + name, value));
        }
        return verdict;
    }

    private static void put(SortedMap<String, Object> map, String name, @Nullable Object value) {
        if (value != null) {
            map.put(name, value instanceof Number ? value : value.toString());
        }
    }

    private void maps(String part, Map<String, ?> one, Map<String, ?> other) {
        TreeSet<String> names = new TreeSet<>(one.keySet());
        names.addAll(other.keySet());
        names.forEach(name -> add(part, name, one.get(name), other.get(name)));
    }

    private void add(String part, String name, @Nullable Object one, @Nullable Object other) {
        Double change =
                one instanceof Number from && other instanceof Number to
                        ? (Double) (to.doubleValue() - from.doubleValue())
                        : null;
        lines.add(new Line(part, name, one, other, change));
    }
}
