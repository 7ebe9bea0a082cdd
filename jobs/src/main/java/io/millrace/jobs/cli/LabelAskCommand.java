package io.millrace.jobs.cli;

import io.millrace.jobs.cli.model.LabelChoice;
import io.millrace.schemas.avro.LabelChoiceRule;
import io.millrace.schemas.avro.LabelRequest;
import io.millrace.schemas.avro.Prediction;
import io.millrace.schemas.prediction.RecordHead;
import io.millrace.schemas.serde.AvroRecordDeserializer;
import io.millrace.schemas.topic.TopicKind;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** {@code millrace label ask}. */
@Command(
        name = "ask",
        description = {
            "Ask people for labels: write the events that are worth one to the topic of label"
                    + " requests.",
            "",
            "Chosen are predictions without a label whose scores are nearest to the threshold, and"
                    + " a share drawn by a hash of their ids. What was asked before isn't asked"
                    + " again."
        },
        footer = {
            "%nExamples:",
            "  millrace label ask --count 50",
            "  millrace label ask --count 100 --random 0.5 --since -7d"
        })
final class LabelAskCommand extends LifeCycleCommand {
    private static final int MOST = 10_000;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many events (default: ${DEFAULT-VALUE}; at most 10,000).")
    private int count;

    @Option(
            names = "--random",
            paramLabel = "SHARE",
            defaultValue = "0.2",
            description = "Share of them that's drawn, from 0 to 1 (default: ${DEFAULT-VALUE}).")
    private double random;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Another seed draws other events (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--since",
            paramLabel = "-DURATION",
            converter = ParityCommand.SinceConverter.class,
            defaultValue = "-24h",
            description = "Of how much event time before the newest prediction (default: -24h).")
    private Duration since = Duration.ofDays(1);

    LabelAskCommand(Session session) {
        super(session);
    }

    @Override
    int run(ModelLog log, String pipeline) throws InterruptedException {
        if (count < 1 || count > MOST) {
            throw CommandFailure.usage("--count is " + count + "; it's from 1 to 10,000");
        }
        if (!(random >= 0 && random <= 1)) {
            throw CommandFailure.usage("--random is " + random + "; it's a share from 0 to 1");
        }
        Instant newest =
                log.newestPrediction()
                        .orElseThrow(
                                () ->
                                        new CommandFailure(
                                                ExitCode.NO,
                                                "there is no prediction yet on "
                                                        + log.name(TopicKind.PREDICTIONS)));
        log.begins(TopicKind.LABEL_REQUESTS); // says it when the topic isn't there
        long from = newest.minus(since).toEpochMilli();
        Set<String> known = known(log, from);
        LabelChoice choice = choose(log, known, from);
        Table table = table();
        for (Map.Entry<LabelChoice.Candidate, LabelChoiceRule> chosen :
                choice.chosen().entrySet()) {
            LabelRequest request = request(pipeline, chosen.getKey(), chosen.getValue());
            log.send(request);
            add(table, request);
        }
        if (table.rows().isEmpty()) {
            session.progress("every prediction of that time has a label, or was asked about");
        } else {
            TableOutput.write(table, session.format(Format.TABLE), session.out());
            session.hint("millrace label set " + table.rows().get(0).get(0) + " 1, or 0");
        }
        return ExitCode.DONE;
    }

    /** Events that have a label, or were asked about. */
    private static Set<String> known(ModelLog log, long from) {
        Set<String> known = new HashSet<>();
        log.labelRequests().forEach(request -> known.add(request.getEventId()));
        log.search(
                TopicKind.TRAINING_EXAMPLES,
                record -> {
                    RecordHead head = RecordHead.ofExample(record.value());
                    if (head != null && head.eventTime() > from) {
                        known.add(head.eventId());
                    }
                    return false;
                },
                new Progress.Silent());
        return known;
    }

    private LabelChoice choose(ModelLog log, Set<String> known, long from) {
        LabelChoice choice = new LabelChoice(count, random, seed);
        AvroRecordDeserializer<Prediction> predictions = log.reader(Prediction.class);
        try (Progress progress =
                Progress.of(session, "predictions", log.size(TopicKind.PREDICTIONS))) {
            log.search(
                    TopicKind.PREDICTIONS,
                    record -> {
                        RecordHead head = RecordHead.ofPrediction(record.value());
                        if (head != null
                                && head.eventTime() > from
                                && !known.contains(head.eventId())) {
                            add(choice, predictions.deserialize(record.value()));
                        }
                        return false;
                    },
                    progress);
        }
        return choice;
    }

    /** Without a score there's nothing to be uncertain about. */
    private static void add(LabelChoice choice, Prediction prediction) {
        Double score = prediction.getScore();
        Double threshold = prediction.getThreshold();
        if (score != null && threshold != null) {
            Integer version = prediction.getVersion();
            choice.add(
                    prediction.getEventId(),
                    prediction.getEventTime().toEpochMilli(),
                    String.valueOf(prediction.getModel()),
                    version == null ? 0 : version,
                    score,
                    threshold);
        }
    }

    private static LabelRequest request(
            String pipeline, LabelChoice.Candidate chosen, LabelChoiceRule rule) {
        return LabelRequest.newBuilder()
                .setPipeline(pipeline)
                .setEventId(chosen.eventId())
                .setEventTime(Instant.ofEpochMilli(chosen.eventTime()))
                .setModel(chosen.model())
                .setVersion(chosen.version() == 0 ? null : chosen.version())
                .setScore(chosen.score())
                .setThreshold(chosen.threshold())
                .setChosenBy(rule)
                .setActor(System.getProperty("user.name", "unknown"))
                .build();
    }

    static Table table() {
        return Table.of(
                "requests", "event", "event_time", "score", "threshold", "chosen_by", "model");
    }

    static void add(Table table, LabelRequest request) {
        table.add(
                request.getEventId(),
                request.getEventTime(),
                request.getScore(),
                request.getThreshold(),
                request.getChosenBy().name().toLowerCase(Locale.ROOT),
                request.getModel()
                        + (request.getVersion() == null ? "" : "@" + request.getVersion()));
    }
}
