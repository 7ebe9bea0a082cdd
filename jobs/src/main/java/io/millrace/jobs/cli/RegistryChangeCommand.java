package io.millrace.jobs.cli;

import io.millrace.schemas.avro.Deployment;
import io.millrace.schemas.avro.ModelAction;
import io.millrace.schemas.avro.ModelCommand;
import io.millrace.schemas.avro.ModelEvent;
import io.millrace.schemas.avro.ModelEventType;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.topic.TopicKind;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The commands that ask the control job for a change, and wait for its answer. */
abstract class RegistryChangeCommand extends LifeCycleCommand {

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            required = true,
            description = "Why; it's kept in the audit log.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String reason;

    @Option(
            names = "--at",
            paramLabel = "TIME",
            converter = InstantConverter.class,
            description = "Event time from which it shall hold. Default: as soon as it can.")
    private @Nullable Instant at;

    RegistryChangeCommand(Session session) {
        super(session);
    }

    /** Asks, and says what the control job answered. */
    int ask(
            ModelLog log,
            String pipeline,
            String model,
            ModelAction action,
            @Nullable String digest)
            throws InterruptedException {
        long epoch = log.newestDeployment(model).map(Deployment::getEpoch).orElse(0L);
        String id = UUID.randomUUID().toString();
        var from = log.ends(TopicKind.MODEL_EVENTS);
        log.send(
                ModelCommand.newBuilder()
                        .setPipeline(pipeline)
                        .setModel(model)
                        .setCommandId(id)
                        .setAction(action)
                        .setDigest(digest)
                        .setExpectedEpoch(epoch)
                        .setEffectiveFrom(at)
                        .setActor(System.getProperty("user.name", "unknown"))
                        .setReason(reason)
                        .build());
        Optional<ModelEvent> answer =
                log.await(from, event -> id.equals(event.getCommandId()), session.interruption());
        if (answer.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.TIMED_OUT,
                    "command " + id + " is written, but nobody has answered it",
                    "does the control job run? millrace status");
        }
        return tell(answer.get());
    }

    private int tell(ModelEvent event) {
        boolean refused = event.getType() == ModelEventType.REFUSED;
        Table table = Table.of("answer", "answer", "state", "epoch", "reason");
        table.add(
                refused ? "refused" : "done",
                event.getState(),
                event.getEpoch(),
                event.getReason());
        if (session.format(Format.TABLE) == Format.TABLE) {
            session.out()
                    .println(
                            refused
                                    ? "refused: " + event.getReason()
                                    : "epoch " + event.getEpoch() + ": " + event.getReason());
        } else {
            TableOutput.write(table, session.format(Format.TABLE), session.out());
        }
        return refused ? ExitCode.NO : ExitCode.DONE;
    }

    /** {@code millrace registry promote}. */
    @Command(
            name = "promote",
            description = "Make a version the champion, past the steps of its rollout.",
            footer = {
                "%nExamples:",
                "  millrace registry promote fraud@3 --reason 'the canary has seen enough' --yes",
                "  millrace registry promote fraud@3 --reason planned --yes --at 2026-03-02T12:00Z"
            })
    static final class Promote extends RegistryChangeCommand {
        @Parameters(
                paramLabel = "VERSION",
                description = "Such as fraud@3, or the first 6 or more digits of its digest.")
        @SuppressWarnings("NullAway.Init") // set by picocli
        private String version;

        Promote(Session session) {
            super(session);
        }

        @Override
        int run(ModelLog log, String pipeline) throws InterruptedException {
            ModelVersion found = find(log.versions(), version);
            if (!session.options().yes) {
                throw CommandFailure.usage(
                        "promoting " + name(found) + " changes who is served", "add --yes");
            }
            return ask(log, pipeline, found.getModel(), ModelAction.PROMOTE, found.getDigest());
        }
    }

    /** {@code millrace registry rollback}. */
    @Command(
            name = "rollback",
            description = {
                "Take back what was deployed last: the arm of a canary, or else the champion, for"
                        + " the one before."
            },
            footer = {
                "%nExamples:",
                "  millrace registry rollback --reason 'too many false alarms'"
            })
    static final class RollBack extends RegistryChangeCommand {
        RollBack(Session session) {
            super(session);
        }

        @Override
        int run(ModelLog log, String pipeline) throws InterruptedException {
            List<String> models =
                    log.versions().stream()
                            .map(ModelVersion::getModel)
                            .distinct()
                            .sorted()
                            .toList();
            if (models.isEmpty()) {
                throw new CommandFailure(
                        ExitCode.NO, "pipeline " + pipeline + " has no model version yet");
            }
            return ask(log, pipeline, models.get(0), ModelAction.ROLL_BACK, null);
        }
    }
}
