package io.millrace.jobs.cli;

import io.millrace.drift.notify.AlertCommands;
import io.millrace.schemas.avro.AlertState;
import io.millrace.schemas.avro.DriftAlert;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** {@code millrace alerts list}. */
@Command(
        name = "list",
        description = {
            "List alerts that are open, the most urgent first, with who looks at them and what's"
                    + " silenced.",
            "",
            "Times of alerts are event time."
        },
        footer = {
            "%nExamples:",
            "  millrace alerts list",
            "  millrace alerts list --all --json | jq '.alerts[].rule'"
        })
final class AlertsListCommand extends LifeCycleCommand {
    @Option(names = "--all", description = "Also those that are over.")
    private boolean all;

    AlertsListCommand(Session session) {
        super(session);
    }

    @Override
    int run(ModelLog log, String pipeline) {
        AlertCommands commands = AlertView.commands(log);
        List<DriftAlert> alerts = AlertView.newest(log.alerts());
        List<DriftAlert> shown =
                alerts.stream()
                        .filter(alert -> all || alert.getState() == AlertState.FIRING)
                        .toList();
        Format format = session.format(Format.TABLE);
        boolean whole = format != Format.TABLE;
        Table table =
                Table.of(
                        "alerts",
                        "alert",
                        "state",
                        "severity",
                        "rule",
                        "subject",
                        "since",
                        "note",
                        "summary");
        Instant now = Instant.now();
        for (DriftAlert alert : shown) {
            String note = AlertView.note(alert, commands, now);
            table.add(
                    whole ? alert.getAlertId() : AlertView.shortId(alert.getAlertId()),
                    alert.getState().name().toLowerCase(Locale.ROOT),
                    alert.getSeverity().name().toLowerCase(Locale.ROOT),
                    alert.getRule(),
                    alert.getSubject(),
                    alert.getEpisodeStart(),
                    note.isEmpty() ? null : note,
                    alert.getSummary());
        }
        if (shown.isEmpty() && !whole) {
            int over = alerts.size();
            session.progress(
                    "no alert is open"
                            + (over > 0 && !all
                                    ? "; " + over + " are over: alerts list --all"
                                    : ""));
        } else {
            TableOutput.write(table, format, session.out());
        }
        return ExitCode.DONE;
    }
}
