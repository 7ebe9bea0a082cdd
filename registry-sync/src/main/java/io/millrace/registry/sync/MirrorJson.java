package io.millrace.registry.sync;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.millrace.schemas.avro.Deployment;
import io.millrace.schemas.avro.GateVerdict;
import io.millrace.schemas.avro.Lineage;
import io.millrace.schemas.avro.ModelVersion;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.TreeMap;

/** The texts of a mirror: the same records always give the same bytes. */
final class MirrorJson {
    private static final int SCHEMA_VERSION = 1;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private MirrorJson() {}

    static String version(ModelVersion version, int number, String state) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("schemaVersion", SCHEMA_VERSION);
        json.put("pipeline", version.getPipeline());
        json.put("model", version.getModel());
        json.put("version", number);
        json.put("digest", version.getDigest());
        json.put("state", state);
        json.put("task", version.getTask());
        json.put("format", version.getFormat());
        json.put("artifact_bytes", version.getArtifactBytes());
        json.put("uri", version.getUri());
        json.put("fingerprint", version.getFingerprint());
        json.put("author", version.getAuthor());
        json.put("trigger_id", version.getTriggerId());
        json.put("as_of", text(version.getAsOf()));
        version.getInputs()
                .forEach(
                        input ->
                                json.withObjectProperty("inputs")
                                        .put(input.getName(), input.getType()));
        numbers(json, "metrics", version.getMetrics());
        GateVerdict gate = version.getGate();
        if (gate != null) {
            ObjectNode verdict = json.putObject("gate");
            verdict.put("passed", gate.getPassed());
            verdict.put("reason", gate.getReason());
            verdict.put("metric", gate.getMetric());
            verdict.put("candidate", gate.getCandidate());
            numbers(verdict, "opponents", gate.getOpponents());
            verdict.put("rows", gate.getRows());
        }
        lineage(json.putObject("lineage"), version.getLineage());
        return pretty(json);
    }

    private static void lineage(ObjectNode json, Lineage lineage) {
        lineage.getData()
                .forEach(
                        range ->
                                json.withArrayProperty("data")
                                        .add(
                                                "%s/%d@%d-%d"
                                                        .formatted(
                                                                range.getTopic(),
                                                                range.getPartition(),
                                                                range.getFromOffset(),
                                                                range.getToOffset())));
        json.put("from_event_time", text(lineage.getFromEventTime()));
        json.put("to_event_time", text(lineage.getToEventTime()));
        json.put("rows", lineage.getRows());
        json.put("data_digest", lineage.getDataDigest());
        json.put("code_revision", lineage.getCodeRevision());
        json.put("seed", lineage.getSeed());
        json.put("parent_digest", lineage.getParentDigest());
        texts(json, "parameters", lineage.getParameters());
        texts(json, "libraries", lineage.getLibraries());
    }

    static String aliases(MirroredModel model) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("schemaVersion", SCHEMA_VERSION);
        Deployment deployed = model.deployed();
        json.put("epoch", deployed == null ? 0 : deployed.getEpoch());
        json.put("champion", model.champion());
        json.put("challenger", model.challenger());
        json.put("fallback_score", deployed == null ? null : deployed.getFallbackScore());
        return pretty(json);
    }

    private static void numbers(ObjectNode json, String name, Map<String, Double> values) {
        ObjectNode object = json.putObject(name);
        new TreeMap<>(values).forEach(object::put);
    }

    private static void texts(ObjectNode json, String name, Map<String, String> values) {
        ObjectNode object = json.putObject(name);
        new TreeMap<>(values).forEach(object::put);
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    private static String pretty(ObjectNode json) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values can always be written", e);
        }
    }
}
