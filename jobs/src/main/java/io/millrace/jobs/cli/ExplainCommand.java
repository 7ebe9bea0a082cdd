package io.millrace.jobs.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.millrace.jobs.cli.model.Artifacts;
import io.millrace.jobs.cli.model.ExplainedPrediction;
import io.millrace.jobs.cli.model.PredictionMatch;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.prediction.PredictionCodec;
import io.millrace.schemas.prediction.ScoredEvent;
import io.millrace.schemas.serde.RowTypes;
import io.millrace.schemas.serde.WireFormat;
import io.millrace.schemas.topic.TopicKind;
import io.millrace.scoring.ArtifactRefusedException;

import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** {@code millrace explain}. */
@Command(
        name = "explain",
        description = {
            "Say why a prediction's score is what it is: what each feature added to it.",
            "",
            "The prediction is looked for on the pipeline's topic, and on that of the shadows; its"
                    + " version's artefact comes from the registry. Linear models are explained by"
                    + " weight times distance from the centre, trees by exact TreeSHAP. Amounts are"
                    + " in the margin's unit (for a binary model log-odds): base plus their sum is"
                    + " the margin, and the score is made of that."
        },
        footer = {
            "%nExamples:",
            "  millrace explain 3f9c2e1b04d8a7650c1d2e3f4a5b6c7d",
            "  millrace explain --event payment-4711 --top 5",
            "  millrace explain --event payment-4711 --json | jq '.contributions[0]'"
        })
final class ExplainCommand extends LifeCycleCommand {
    private static final int SHORTEST = 6;

    @Parameters(
            arity = "0..1",
            paramLabel = "PREDICTION",
            description = "A prediction's id, or the first 6 or more digits of it.")
    private @Nullable String id;

    @Option(
            names = "--event",
            paramLabel = "ID",
            description = "The event whose prediction is explained, instead of its id.")
    private @Nullable String event;

    @Option(
            names = "--top",
            paramLabel = "N",
            description = "Show the N features only that moved the score most. Default: all.")
    private int top = Integer.MAX_VALUE;

    ExplainCommand(Session session) {
        super(session);
    }

    @Override
    int run(ModelLog log, String pipeline) throws IOException {
        if ((id == null) == (event == null)) {
            throw CommandFailure.usage(
                    "which prediction? name its id, or its event's by --event ID, not both");
        }
        if (id != null && id.length() < SHORTEST) {
            throw CommandFailure.usage(
                    "the id \"" + id + "\" is too short", "6 digits or more are needed");
        }
        if (top < 1) {
            throw CommandFailure.usage("--top is " + top + "; it's 1 or more");
        }
        byte[] value = find(log, new PredictionMatch(id, event));
        Schema writer = log.writer(value);
        RowType features = RowTypes.of(writer.getField("features").schema());
        ScoredEvent prediction =
                new PredictionCodec(features).decode(value, WireFormat.HEADER, writer);
        ExplainedPrediction explained = explain(log, prediction, features);
        if (!explained.isWhatWasServed()) {
            session.warning(
                    "the artefact scores %s now, served was %s"
                            .formatted(explained.score(), prediction.score()));
        }
        switch (session.format(Format.TABLE)) {
            case TABLE -> tell(explained);
            case JSON -> session.out().println(Json.pretty(document(explained)));
            default ->
                    TableOutput.write(
                            table(explained), session.format(Format.TABLE), session.out());
        }
        return ExitCode.DONE;
    }

    private byte[] find(ModelLog log, PredictionMatch wanted) {
        long read = 0;
        for (TopicKind kind :
                new TopicKind[] {TopicKind.PREDICTIONS, TopicKind.SHADOW_PREDICTIONS}) {
            if (kind == TopicKind.SHADOW_PREDICTIONS && !log.has(kind)) {
                continue;
            }
            long size = log.size(kind);
            read += size;
            try (Progress progress = Progress.of(session, "predictions", size)) {
                var found = log.search(kind, record -> wanted.test(record.value()), progress);
                if (found.isPresent()) {
                    return found.get().value();
                }
            }
        }
        throw new CommandFailure(
                ExitCode.NO,
                "there is no %s on %s, of which %,d records were read"
                        .formatted(wanted, log.name(TopicKind.PREDICTIONS), read),
                "it may be older than what the topic keeps: millrace topics describe "
                        + log.name(TopicKind.PREDICTIONS));
    }

    private static ExplainedPrediction explain(
            ModelLog log, ScoredEvent prediction, RowType features) {
        String digest = prediction.digest();
        if (digest == null || prediction.score() == null) {
            throw new CommandFailure(
                    ExitCode.NO,
                    "no model answered event \"%s\" (role %s); there's nothing to explain"
                            .formatted(prediction.eventId(), prediction.role()));
        }
        Optional<ModelVersion> version =
                newest(log.versions()).stream()
                        .filter(each -> each.getDigest().equals(digest))
                        .findFirst();
        if (version.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.NO,
                    "the registry doesn't hold the version %s that answered event \"%s\""
                            .formatted(digest.substring(0, 12), prediction.eventId()),
                    "millrace registry list shows those it holds");
        }
        try {
            return ExplainedPrediction.of(prediction, features, Artifacts.of(version.get()));
        } catch (ArtifactRefusedException e) {
            throw new CommandFailure(
                            ExitCode.NO,
                            name(version.get()) + " can't explain it: " + e.getMessage())
                    .causedBy(e);
        }
    }

    private static String version(ScoredEvent prediction) {
        return prediction.version() == null
                ? prediction.model() + " " + String.valueOf(prediction.digest()).substring(0, 7)
                : prediction.model() + "@" + prediction.version();
    }

    private Table table(ExplainedPrediction explained) {
        Table table = Table.of("contributions", "feature", "value", "contribution");
        explained.contributions().stream()
                .limit(top)
                .forEach(part -> table.add(part.feature(), part.value(), part.amount()));
        return table;
    }

    private void tell(ExplainedPrediction explained) {
        ScoredEvent prediction = explained.prediction();
        session.out()
                .printf(
                        "event %s at %s: %s, %s, epoch %d%n%n",
                        prediction.eventId(),
                        Instant.ofEpochMilli(prediction.eventTime()),
                        version(prediction),
                        prediction.role().toString().toLowerCase(Locale.ROOT),
                        prediction.epoch());
        TableOutput.write(table(explained), Format.TABLE, session.out());
        int left = explained.contributions().size() - top;
        if (left > 0) {
            session.out().println("and " + left + " more");
        }
        session.out()
                .printf(
                        Locale.ROOT,
                        "%nbase %.4f + features %.4f = margin %.4f (%s)%nscore %.4f%s%n",
                        explained.explanation().base(),
                        explained.sum(),
                        explained.explanation().margin(),
                        explained.method(),
                        prediction.score(),
                        prediction.threshold() == null
                                ? ""
                                : ", decided "
                                        + prediction.decision()
                                        + " (from "
                                        + prediction.threshold()
                                        + " on)");
    }

    private ObjectNode document(ExplainedPrediction explained) {
        ScoredEvent prediction = explained.prediction();
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("schemaVersion", TableOutput.SCHEMA_VERSION)
                .put("prediction_id", prediction.predictionId())
                .put("event_id", prediction.eventId())
                .put("event_time", Instant.ofEpochMilli(prediction.eventTime()).toString())
                .put("model", prediction.model())
                .put("version", prediction.version())
                .put("digest", prediction.digest())
                .put("role", prediction.role().toString())
                .put("epoch", prediction.epoch())
                .put("score", prediction.score())
                .put("threshold", prediction.threshold())
                .put("decision", prediction.decision())
                .put("method", explained.method())
                .put("base", explained.explanation().base())
                .put("sum", explained.sum())
                .put("margin", explained.explanation().margin());
        var contributions = document.putArray("contributions");
        Table table = table(explained);
        table.rows().forEach(row -> contributions.add(table.object(row)));
        return document;
    }
}
