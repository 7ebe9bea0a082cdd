package io.millrace.jobs.cli.model;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.millrace.schemas.avro.GateVerdict;
import io.millrace.schemas.avro.Lineage;
import io.millrace.schemas.avro.ModelVersion;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.TreeMap;

/** A card for programs. What isn't known is null. */
public final class VersionCardJson {
    private VersionCardJson() {}

    /** Without a schema version: the command gives it one. */
    public static ObjectNode of(VersionCard card) {
        ModelVersion version = card.version();
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.put("name", card.name())
                .put("model", version.getModel())
                .put("version", version.getVersion())
                .put("digest", version.getDigest())
                .put("state", card.state())
                .put("task", version.getTask())
                .put("artifact", card.artifact())
                .put("artifact_bytes", version.getArtifactBytes());
        gate(version.getGate(), out);
        var limits = out.putArray("limits");
        card.limits().forEach(limits::add);
        data(version, out.putObject("data"));
        var features = out.putArray("features");
        version.getInputs()
                .forEach(
                        input ->
                                features.addObject()
                                        .put("name", input.getName())
                                        .put("type", input.getType())
                                        .put("description", card.meaning(input.getName())));
        var metrics = out.putObject("metrics");
        new TreeMap<>(version.getMetrics()).forEach(metrics::put);
        card.measured().writeTo(out);
        var lineage = out.putObject("lineage");
        card.lineage().forEach(lineage::put);
        return out;
    }

    private static void gate(@Nullable GateVerdict gate, ObjectNode card) {
        if (gate == null) {
            card.putNull("gate");
            return;
        }
        ObjectNode out = card.putObject("gate");
        out.put("passed", gate.getPassed())
                .put("reason", gate.getReason())
                .put("metric", gate.getMetric())
                .put("candidate", gate.getCandidate())
                .put("rows", gate.getRows())
                .put("from_event_time", text(gate.getFromEventTime()));
        var opponents = out.putObject("opponents");
        new TreeMap<>(gate.getOpponents()).forEach(opponents::put);
    }

    private static void data(ModelVersion version, ObjectNode out) {
        Lineage lineage = version.getLineage();
        out.put("training_rows", lineage.getRows())
                .put("from", text(lineage.getFromEventTime()))
                .put("to", text(lineage.getToEventTime()))
                .put("as_of", text(version.getAsOf()))
                .put("digest", lineage.getDataDigest());
        var ranges = out.putArray("ranges");
        lineage.getData()
                .forEach(
                        range ->
                                ranges.addObject()
                                        .put("topic", range.getTopic())
                                        .put("partition", range.getPartition())
                                        .put("from_offset", range.getFromOffset())
                                        .put("to_offset", range.getToOffset()));
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }
}
