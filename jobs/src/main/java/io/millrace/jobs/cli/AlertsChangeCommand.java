package io.millrace.jobs.cli;

import io.millrace.schemas.avro.AlertCommand;
import io.millrace.schemas.serde.PlainAvro;

import picocli.CommandLine.Option;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The commands that say something of alerts: who, and why, are kept on a topic. */
abstract class AlertsChangeCommand extends LifeCycleCommand {
    private static final int DIGITS = 32;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            required = true,
            description = "Why; it's kept, and others see it.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String reason;

    AlertsChangeCommand(Session session) {
        super(session);
    }

    /** The common part of a command; {@link #send} completes it. */
    AlertCommand.Builder command(String pipeline) {
        if (reason.isBlank()) {
            throw CommandFailure.usage("why? --reason TEXT is blank");
        }
        return AlertCommand.newBuilder()
                .setPipeline(pipeline)
                .setCommandId("")
                .setActor(System.getProperty("user.name", "unknown"))
                .setReason(reason);
    }

    /** Writes a command; its id follows from what it says. */
    AlertCommand send(ModelLog log, AlertCommand.Builder command) throws InterruptedException {
        AlertCommand complete = command.build();
        complete.setCommandId(id(complete));
        log.send(complete);
        return complete;
    }

    private static String id(AlertCommand command) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] hash = digest.digest(PlainAvro.write(command, AlertCommand.class));
            return HexFormat.of().formatHex(hash).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
