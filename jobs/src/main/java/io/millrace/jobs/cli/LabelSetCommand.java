package io.millrace.jobs.cli;

import io.millrace.jobs.cli.LabelTopic.Known;
import io.millrace.jobs.cli.model.PredictionMatch;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.schemas.prediction.RecordHead;
import io.millrace.schemas.topic.TopicKind;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** {@code millrace label set}. */
@Command(
        name = "set",
        description = {
            "Label an event: write it to the topic that the pipeline's labels come on, in its own"
                    + " schema, with who labelled it.",
            "",
            "A label that's there with the same value is enough; another value is a conflict, and"
                    + " is refused unless --revise says that the new one holds. The name goes into"
                    + " the header millrace-annotator, and into the field annotator if the schema"
                    + " has one."
        },
        footer = {
            "%nExamples:",
            "  millrace label set payment-4711 1",
            "  millrace label set payment-4711 0 --revise --annotator ben"
        })
final class LabelSetCommand extends LifeCycleCommand {
    @Parameters(index = "0", paramLabel = "EVENT", description = "The event's id.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String event;

    @Parameters(index = "1", paramLabel = "LABEL", description = "1 or 0, true or false.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String label;

    @Option(
            names = "--annotator",
            paramLabel = "NAME",
            description = "Who says so. Default: the user's name.")
    private @Nullable String annotator;

    @Option(
            names = "--at",
            paramLabel = "TIME",
            converter = InstantConverter.class,
            description = "Event time at which it was known. Default: now.")
    private @Nullable Instant at;

    @Option(names = "--revise", description = "The new label holds, whatever was said before.")
    private boolean revise;

    LabelSetCommand(Session session) {
        super(session);
    }

    @Override
    int run(ModelLog log, String pipeline) throws InterruptedException {
        boolean yes = label.equals("1") || label.equals("true");
        if (!yes && !label.equals("0") && !label.equals("false")) {
            throw CommandFailure.usage("\"" + label + "\" is no label: it's 1 or 0, true or false");
        }
        CheckedPipeline checked = LabelTopic.requireFile(checkedPipeline());
        LabelTopic labels = new LabelTopic(log, checked);
        Instant known = at == null ? Instant.now().truncatedTo(ChronoUnit.MILLIS) : at;
        requireInTime(log, labels, known);
        List<Known> before = labels.of(event);
        Known last = before.isEmpty() ? null : before.get(before.size() - 1);
        if (last != null && (last.value() == 1) == yes) {
            session.progress(event + " has this label already" + by(last));
            return ExitCode.DONE;
        }
        if (last != null && !revise) {
            throw new CommandFailure(
                    ExitCode.NO,
                    "%s is labelled %s already%s"
                            .formatted(event, last.value() == 1 ? 1 : 0, by(last)),
                    "if the new label holds: --revise");
        }
        String who = annotator != null ? annotator : System.getProperty("user.name", "unknown");
        log.send(schemas -> labels.record(schemas, event, yes, known, who));
        session.progress(
                "labelled %s %s by %s%s"
                        .formatted(event, yes ? 1 : 0, who, last == null ? "" : ", a revision"));
        return ExitCode.DONE;
    }

    private static String by(Known known) {
        return known.annotator().isEmpty() ? "" : " by " + known.annotator();
    }

    /** A label out of its time would be a dead letter, or would say nothing. */
    private void requireInTime(ModelLog log, LabelTopic labels, Instant known) {
        PredictionMatch wanted = new PredictionMatch(null, event);
        var found =
                log.search(
                        TopicKind.PREDICTIONS,
                        record -> wanted.test(record.value()),
                        new Progress.Silent());
        RecordHead head = found.map(record -> RecordHead.ofPrediction(record.value())).orElse(null);
        if (head == null) {
            throw new CommandFailure(
                    ExitCode.NO,
                    "there is no prediction for event \"" + event + "\"",
                    "millrace label next shows what's asked for");
        }
        Instant happened = Instant.ofEpochMilli(head.eventTime());
        Instant horizon = happened.plus(labels.labels().within());
        if (known.isBefore(happened) || known.isAfter(horizon)) {
            throw new CommandFailure(
                    ExitCode.NO,
                    "a label known at %s is out of time: the event was at %s, and labels count until %s"
                            .formatted(known, happened, horizon),
                    "--at TIME says when it was known");
        }
    }
}
