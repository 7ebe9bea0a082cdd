package io.millrace.jobs.cli;

import io.millrace.schemas.avro.DataRange;
import io.millrace.schemas.avro.Deployment;
import io.millrace.schemas.avro.DriftAlert;
import io.millrace.schemas.avro.ModelReference;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.avro.RetrainCause;
import io.millrace.schemas.avro.RetrainTrigger;
import io.millrace.schemas.topic.TopicKind;

import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** {@code millrace retrain}. */
@Command(
        name = "retrain",
        description = {
            "Ask for a training: on all labelled examples, or on those since a time or since an"
                    + " alert's beginning.",
            "",
            "What's trained goes through the gate and the rollout like any other version."
        },
        footer = {
            "%nExamples:",
            "  millrace retrain --reason 'new merchant categories'",
            "  millrace retrain --reason 'since the change' --since 2026-03-18T00:00Z",
            "  millrace retrain --alert 3f9c2e1b04d8"
        })
final class RetrainCommand extends LifeCycleCommand {

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; it's kept.")
    private @Nullable String reason;

    @Option(
            names = "--alert",
            paramLabel = "ID",
            description = "An alert's id, or the first 6 or more digits of it.")
    private @Nullable String alert;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = InstantConverter.class,
            description =
                    "Use examples of events from this time on. Default: since the alert's"
                            + " beginning, or all.")
    private @Nullable Instant since;

    RetrainCommand(Session session) {
        super(session);
    }

    @Override
    int run(ModelLog log, String pipeline) throws InterruptedException {
        if (reason == null && alert == null) {
            throw CommandFailure.usage("why? name --reason TEXT or --alert ID");
        }
        Optional<DriftAlert> meant =
                Optional.ofNullable(alert).map(id -> NamedAlert.find(log.alerts(), id));
        String model = meant.map(DriftAlert::getModel).orElseGet(() -> model(log, pipeline));
        RetrainTrigger trigger = trigger(log, pipeline, model, meant);
        log.send(trigger);
        Table table = Table.of("trigger", "trigger", "model", "reason", "from", "as of");
        table.add(
                trigger.getTriggerId(),
                model,
                trigger.getReason(),
                trigger.getFromEventTime(),
                trigger.getAsOf());
        TableOutput.write(table, session.format(Format.TABLE), session.out());
        session.hint("millrace registry list, to see what came of it");
        return ExitCode.DONE;
    }

    private RetrainTrigger trigger(
            ModelLog log, String pipeline, String model, Optional<DriftAlert> meant) {
        Instant from = since != null ? since : meant.map(DriftAlert::getEpisodeStart).orElse(null);
        return RetrainTrigger.newBuilder()
                .setPipeline(pipeline)
                .setModel(model)
                .setTriggerId(UUID.randomUUID().toString())
                .setCause(RetrainCause.PERSON)
                .setReason(
                        reason != null ? reason : meant.map(DriftAlert::getSummary).orElse("asked"))
                .setAlertIds(meant.map(found -> List.of(found.getAlertId())).orElse(List.of()))
                .setActor(System.getProperty("user.name", "unknown"))
                .setAsOf(log.newestLabel())
                .setFromEventTime(from)
                .setExamples(ranges(log))
                .setChampionDigest(
                        log.newestDeployment(model)
                                .map(Deployment::getChampion)
                                .map(ModelReference::getDigest)
                                .orElse(null))
                .build();
    }

    /** All examples that the topic holds now. */
    static List<DataRange> ranges(ModelLog log) {
        Map<TopicPartition, Long> begins = log.begins(TopicKind.TRAINING_EXAMPLES);
        List<DataRange> ranges = new ArrayList<>();
        log.ends(TopicKind.TRAINING_EXAMPLES).entrySet().stream()
                .sorted(Comparator.comparingInt(end -> end.getKey().partition()))
                .forEach(
                        end ->
                                ranges.add(
                                        new DataRange(
                                                end.getKey().topic(),
                                                end.getKey().partition(),
                                                begins.getOrDefault(end.getKey(), 0L),
                                                end.getValue())));
        return ranges;
    }

    private static String model(ModelLog log, String pipeline) {
        return log.triggers().stream()
                .map(RetrainTrigger::getModel)
                .findFirst()
                .or(() -> log.versions().stream().map(ModelVersion::getModel).findFirst())
                .orElseThrow(
                        () ->
                                new CommandFailure(
                                        ExitCode.NO,
                                        "pipeline " + pipeline + " has trained nothing yet",
                                        "its first training comes with enough labelled examples"));
    }
}
