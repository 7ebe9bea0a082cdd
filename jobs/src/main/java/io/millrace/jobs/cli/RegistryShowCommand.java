package io.millrace.jobs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.millrace.schemas.avro.ModelEvent;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.serde.PlainAvro;

import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** {@code millrace registry show}. */
@Command(
        name = "show",
        description = "Show a model version: metrics, gate, lineage, and what happened to it.",
        footer = {
            "%nExamples:",
            "  millrace registry show fraud@3",
            "  millrace registry show 81ab04d --json | jq .lineage"
        })
final class RegistryShowCommand extends LifeCycleCommand {

    @Parameters(
            paramLabel = "VERSION",
            description = "Such as fraud@3, or the first 6 or more digits of its digest.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String version;

    RegistryShowCommand(Session session) {
        super(session);
    }

    @Override
    int run(ModelLog log, String pipeline) {
        ModelVersion found = find(log.versions(), version);
        if (session.format(Format.TABLE) != Format.TABLE) {
            session.out().println(Json.pretty(document(found, log)));
            return ExitCode.DONE;
        }
        line("version", name(found));
        line("digest", found.getDigest());
        line("artefact", found.getFormat() + ", " + found.getArtifactBytes() + " bytes");
        line("inputs", found.getInputs().size() + " features of " + found.getFingerprint());
        found.getMetrics().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(metric -> line("metric", metric.getKey() + " " + metric.getValue()));
        if (found.getGate() != null) {
            String verdict = found.getGate().getPassed() ? "passed: " : "refused: ";
            line("gate", verdict + found.getGate().getReason());
        }
        Long rows = found.getLineage().getRows();
        line("trained on", rows == null ? null : rows + " rows");
        line(
                "events",
                found.getLineage().getFromEventTime()
                        + " to "
                        + found.getLineage().getToEventTime());
        found.getLineage()
                .getData()
                .forEach(
                        range ->
                                line(
                                        "examples",
                                        "%s/%d@%d to %d"
                                                .formatted(
                                                        range.getTopic(),
                                                        range.getPartition(),
                                                        range.getFromOffset(),
                                                        range.getToOffset())));
        line("data digest", found.getLineage().getDataDigest());
        line("parent", found.getLineage().getParentDigest());
        line("trigger", found.getTriggerId());
        for (ModelEvent event : log.events()) {
            if (found.getDigest().equals(event.getDigest()) && event.getState() != null) {
                line(
                        "event",
                        event.getState() + " by " + event.getActor() + ": " + event.getReason());
            }
        }
        return ExitCode.DONE;
    }

    /** Through bytes: generated classes hold times as objects, which the JSON's maker doesn't. */
    private static <T extends SpecificRecord> JsonNode json(T record, Class<T> type) {
        byte[] bytes = PlainAvro.write(record, type);
        try {
            Object plain =
                    new GenericDatumReader<>(record.getSchema())
                            .read(null, DecoderFactory.get().binaryDecoder(bytes, null));
            return AvroJson.of(record.getSchema(), plain);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory failed", e);
        }
    }

    private void line(String what, @Nullable Object value) {
        session.out().printf("%-12s %s%n", what, value == null ? "-" : value);
    }

    private static ObjectNode document(ModelVersion version, ModelLog log) {
        ObjectNode document = (ObjectNode) json(version, ModelVersion.class);
        document.remove("artifact");
        document.remove("reference_profile");
        document.put("schemaVersion", TableOutput.SCHEMA_VERSION);
        var events = document.putArray("events");
        for (ModelEvent event : log.events()) {
            if (version.getDigest().equals(event.getDigest())) {
                events.add(json(event, ModelEvent.class));
            }
        }
        return document;
    }
}
