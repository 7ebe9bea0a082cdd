package io.millrace.jobs.cli;

import io.millrace.schemas.avro.AlertAction;
import io.millrace.schemas.avro.AlertCommand;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.util.Collection;
import java.util.List;

/** {@code millrace alerts unsilence}. */
@Command(
        name = "unsilence",
        description = "End a silence before its time. What's open and was held back is told then.",
        footer = {
            "%nExamples:",
            "  millrace alerts silences",
            "  millrace alerts unsilence 81ab04d7c2e9 --reason 'maintenance is done'"
        })
final class AlertsUnsilenceCommand extends AlertsChangeCommand {
    private static final int FEWEST_DIGITS = 6;

    @Parameters(
            paramLabel = "SILENCE",
            description = "A silence's id, or the first 6 or more digits of it.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String id;

    AlertsUnsilenceCommand(Session session) {
        super(session);
    }

    @Override
    int run(ModelLog log, String pipeline) throws InterruptedException {
        Collection<AlertCommand> silences = AlertView.commands(log).silences();
        List<AlertCommand> meant =
                silences.stream()
                        .filter(
                                found ->
                                        id.length() >= FEWEST_DIGITS
                                                && found.getCommandId().startsWith(id))
                        .toList();
        if (meant.size() != 1) {
            throw CommandFailure.usage(
                    meant.isEmpty()
                            ? "there is no silence \"" + id + "\""
                            : meant.size() + " silences begin with \"" + id + "\"",
                    "there are: " + silences.stream().map(AlertCommand::getCommandId).toList());
        }
        String silence = meant.get(0).getCommandId();
        send(log, command(pipeline).setAction(AlertAction.UNSILENCE).setSilenceId(silence));
        session.progress("the silence " + AlertView.shortId(silence) + " is over");
        return ExitCode.DONE;
    }
}
