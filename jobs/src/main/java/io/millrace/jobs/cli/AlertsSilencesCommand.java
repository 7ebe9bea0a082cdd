package io.millrace.jobs.cli;

import io.millrace.drift.notify.AlertCommands;
import io.millrace.schemas.avro.AlertCommand;

import picocli.CommandLine.Command;

import java.time.Instant;

/** {@code millrace alerts silences}. */
@Command(
        name = "silences",
        description = "List the silences that hold: which alerts, until when, by whom, why.",
        footer = {"%nExamples:", "  millrace alerts silences"})
final class AlertsSilencesCommand extends LifeCycleCommand {

    AlertsSilencesCommand(Session session) {
        super(session);
    }

    @Override
    int run(ModelLog log, String pipeline) {
        Format format = session.format(Format.TABLE);
        boolean whole = format != Format.TABLE;
        Table table =
                Table.of(
                        "silences",
                        "silence",
                        "alert",
                        "rule",
                        "subject",
                        "until",
                        "actor",
                        "reason");
        Instant now = Instant.now();
        for (AlertCommand silence : AlertView.commands(log).silences()) {
            String alert = silence.getAlertId();
            if (AlertCommands.isInForce(silence, now)) {
                table.add(
                        whole ? silence.getCommandId() : AlertView.shortId(silence.getCommandId()),
                        alert == null || whole ? alert : AlertView.shortId(alert),
                        silence.getRule(),
                        silence.getSubject(),
                        AlertView.until(silence),
                        silence.getActor(),
                        silence.getReason());
            }
        }
        if (table.rows().isEmpty() && !whole) {
            session.progress("nothing is silenced");
        } else {
            TableOutput.write(table, format, session.out());
        }
        return ExitCode.DONE;
    }
}
