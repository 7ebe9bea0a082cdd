package io.millrace.jobs.cli.model;

import io.millrace.schemas.avro.DataRange;
import io.millrace.schemas.avro.GateVerdict;
import io.millrace.schemas.avro.Lineage;
import io.millrace.schemas.avro.ModelInput;
import io.millrace.schemas.avro.ModelVersion;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.TreeMap;

/** A card for people. */
public final class VersionCardMarkdown {
    private VersionCardMarkdown() {}

    /** The same card gives the same text. */
    public static String of(VersionCard card) {
        ModelVersion version = card.version();
        Markdown out = new Markdown();
        out.heading("Model card: " + card.name());
        out.paragraph("Artefact sha-256 " + version.getDigest() + ": " + card.artifact() + ".");
        out.paragraph("State: " + card.state() + ". Gate: " + gate(version) + ".");
        out.title("Limits").bullets(card.limits());
        data(out, version);
        out.title("Features").columns("feature", "type", "meaning");
        for (ModelInput input : version.getInputs()) {
            out.row(input.getName(), input.getType(), card.meaning(input.getName()));
        }
        out.title("Figures on the held-out rows").columns("metric", "value");
        new TreeMap<>(version.getMetrics()).forEach((name, value) -> out.row(name, figure(value)));
        if (version.getGate() != null) {
            new TreeMap<>(version.getGate().getOpponents())
                    .forEach(
                            (name, value) ->
                                    out.row(
                                            version.getGate().getMetric() + " of the " + name,
                                            figure(value)));
        }
        card.measured().writeTo(out);
        out.title("Lineage").columns("what", "value");
        card.lineage().forEach(out::row);
        return out.toString();
    }

    private static String gate(ModelVersion version) {
        GateVerdict gate = version.getGate();
        if (gate == null) {
            return "none has judged it";
        }
        return (gate.getPassed() ? "passed, " : "refused, ") + gate.getReason();
    }

    private static void data(Markdown out, ModelVersion version) {
        Lineage lineage = version.getLineage();
        out.title("Data").columns("what", "value");
        out.row("rows that it was trained on", known(lineage.getRows()));
        if (version.getGate() != null) {
            out.row("rows held out, the newest", version.getGate().getRows());
        }
        out.row("events from", known(lineage.getFromEventTime()));
        out.row("events to", known(lineage.getToEventTime()));
        out.row("labels known as of", known(version.getAsOf()));
        for (DataRange range : lineage.getData()) {
            out.row(
                    range.getTopic() + "/" + range.getPartition(),
                    "offsets " + range.getFromOffset() + " to " + range.getToOffset());
        }
        out.row("sha-256", known(lineage.getDataDigest()));
    }

    private static Object known(@Nullable Object value) {
        return value == null ? "not known" : value;
    }

    private static String figure(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
