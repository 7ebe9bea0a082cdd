package io.millrace.jobs.cli;

import io.millrace.jobs.cli.model.ChangeEffect;
import io.millrace.registry.lifecycle.LifeCycle;
import io.millrace.schemas.avro.ModelAction;
import io.millrace.schemas.avro.ModelCommand;
import io.millrace.schemas.avro.ModelEvent;
import io.millrace.schemas.avro.ModelEventType;
import io.millrace.schemas.avro.ModelVersion;
import io.millrace.schemas.topic.TopicKind;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.time.Instant;
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

    @Mixin private final SigningOption signing = new SigningOption();

    RegistryChangeCommand(Session session) {
        super(session);
    }

    /** What's asked for; the command adds what it alone knows. */
    ModelCommand.Builder asking(String pipeline, String model, ModelAction action) {
        return ModelCommand.newBuilder()
                .setPipeline(pipeline)
                .setModel(model)
                .setCommandId(UUID.randomUUID().toString())
                .setAction(action)
                .setEffectiveFrom(at)
                .setActor("") // until it's signed
                .setReason(reason);
    }

    ModelCommand.Builder asking(String pipeline, ModelVersion version, ModelAction action) {
        return asking(pipeline, version.getModel(), action).setDigest(version.getDigest());
    }

    /** Shows what will happen, has it confirmed, asks, and says what the control job answered. */
    int ask(ModelLog log, ModelCommand.Builder asked) throws IOException, InterruptedException {
        String model = asked.getModel();
        var deployed = log.newestDeployment(model);
        ChangeEffect effect = ChangeEffect.of(asked, deployed, newest(log.versions()), states(log));
        effect.lines().forEach(session::progress);
        if (!effect.goesDown()) {
            new Confirmation(session).require(effect.summary());
        }
        asked.setExpectedEpoch(deployed.map(newest -> newest.getEpoch()).orElse(0L));
        asked.setIssuedAt(Instant.ofEpochMilli(System.currentTimeMillis()));
        ModelCommand command = signing.sign(session, asked);
        var from = log.ends(TopicKind.MODEL_EVENTS);
        log.send(command);
        Optional<ModelEvent> answer =
                log.await(from, event -> answers(event, command), session.interruption());
        if (answer.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.TIMED_OUT,
                    "command " + command.getCommandId() + " is written, but nobody has answered it",
                    "does the control job run? millrace status");
        }
        return tell(answer.get(), effect);
    }

    /** What becomes of others comes first, if a command is about one version. */
    private static boolean answers(ModelEvent event, ModelCommand command) {
        String digest = command.getDigest();
        return command.getCommandId().equals(event.getCommandId())
                && (digest == null
                        || digest.equals(event.getDigest())
                        || event.getType() == ModelEventType.REFUSED);
    }

    private int tell(ModelEvent event, ChangeEffect effect) {
        boolean refused = event.getType() == ModelEventType.REFUSED;
        Format format = session.format(Format.TABLE);
        if (format == Format.TABLE) {
            String done =
                    event.getEpoch() == 0
                            ? String.valueOf(event.getState())
                            : "epoch " + event.getEpoch();
            session.out().println((refused ? "refused" : done) + ": " + event.getReason());
        } else {
            Table table =
                    Table.of("answer", "answer", "state", "epoch", "reason", "effect", "command");
            table.add(
                    refused ? "refused" : "done",
                    event.getState(),
                    event.getEpoch(),
                    event.getReason(),
                    String.join(" ", effect.lines()),
                    event.getCommandId());
            TableOutput.write(table, format, session.out());
        }
        if (!refused) {
            return ExitCode.DONE;
        }
        boolean allowed = !String.valueOf(event.getReason()).startsWith(LifeCycle.NOT_ALLOWED);
        return allowed ? ExitCode.NO : ExitCode.NOT_ALLOWED;
    }
}
