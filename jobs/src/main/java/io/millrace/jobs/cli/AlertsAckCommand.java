package io.millrace.jobs.cli;

import io.millrace.drift.notify.AlertCommands;
import io.millrace.schemas.avro.AlertAction;
import io.millrace.schemas.avro.AlertState;
import io.millrace.schemas.avro.DriftAlert;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code millrace alerts ack}. */
@Command(
        name = "ack",
        description = {
            "Say that you look at an alert: it isn't repeated to webhooks any more.",
            "",
            "If it becomes more severe, and when it's over, they are told all the same."
        },
        footer = {
            "%nExamples:",
            "  millrace alerts ack 3f9c2e1b04d8 --reason 'the new terminals; asked the shop'"
        })
final class AlertsAckCommand extends AlertsChangeCommand {
    @Parameters(
            paramLabel = "ID",
            description = "An alert's id, or the first 6 or more digits of it.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String id;

    AlertsAckCommand(Session session) {
        super(session);
    }

    @Override
    int run(ModelLog log, String pipeline) throws InterruptedException {
        DriftAlert alert = NamedAlert.find(log.alerts(), id);
        AlertCommands commands = AlertView.commands(log);
        var before = commands.acknowledgement(alert.getAlertId());
        if (before.isPresent()) {
            session.progress(
                    "%s looks at it already: %s"
                            .formatted(before.get().getActor(), before.get().getReason()));
            return ExitCode.DONE;
        }
        send(
                log,
                command(pipeline)
                        .setAction(AlertAction.ACKNOWLEDGE)
                        .setAlertId(alert.getAlertId()));
        session.progress(
                "acknowledged "
                        + AlertView.shortId(alert.getAlertId())
                        + ": "
                        + alert.getSummary()
                        + (alert.getState() == AlertState.RESOLVED ? " (it's over)" : ""));
        return ExitCode.DONE;
    }
}
