package io.millrace.jobs.cli;

import io.millrace.schemas.avro.AlertAction;
import io.millrace.schemas.avro.AlertCommand;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** {@code millrace alerts silence}. */
@Command(
        name = "silence",
        description = {
            "Keep alerts from webhooks for a while: one alert, or all of a rule or a subject.",
            "",
            "They stay on their topic and in `alerts list`. What's still open when the silence is"
                    + " over is told then. The time is that of clocks, not of events."
        },
        footer = {
            "%nExamples:",
            "  millrace alerts silence --alert 3f9c2e1b04d8 --for 2h --reason 'known'",
            "  millrace alerts silence --rule psi --subject amount --for 1d --reason 'sale'",
            "  millrace alerts silence --rule no-events --until 2026-03-18T06:00Z --reason"
                    + " maintenance"
        })
final class AlertsSilenceCommand extends AlertsChangeCommand {
    private static final Duration LONGEST = Duration.ofDays(90);

    @Option(
            names = "--alert",
            paramLabel = "ID",
            description = "Only this alert: its id, or the first 6 or more digits.")
    private @Nullable String alert;

    @Option(names = "--rule", paramLabel = "RULE", description = "Only this rule, such as psi.")
    private @Nullable String rule;

    @Option(
            names = "--subject",
            paramLabel = "NAME",
            description = "Only this feature, metric or source.")
    private @Nullable String subject;

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "How long, at most 90d.")
    private @Nullable Duration duration;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            converter = InstantConverter.class,
            description = "Until when, at most 90d from now.")
    private @Nullable Instant until;

    AlertsSilenceCommand(Session session) {
        super(session);
    }

    @Override
    int run(ModelLog log, String pipeline) throws InterruptedException {
        if (alert == null && rule == null && subject == null) {
            throw CommandFailure.usage(
                    "which alerts? name --alert ID, --rule RULE or --subject NAME");
        }
        Instant end = end();
        AlertCommand silence =
                send(
                        log,
                        command(pipeline)
                                .setAction(AlertAction.SILENCE)
                                .setAlertId(
                                        alert == null
                                                ? null
                                                : NamedAlert.find(log.alerts(), alert).getAlertId())
                                .setRule(rule)
                                .setSubject(subject)
                                .setUntilWallClock(end));
        Table table = Table.of("silence", "silence", "until", "reason");
        table.add(silence.getCommandId(), end.toString(), silence.getReason());
        TableOutput.write(table, session.format(Format.TABLE), session.out());
        session.hint(
                "millrace alerts unsilence "
                        + AlertView.shortId(silence.getCommandId())
                        + " --reason TEXT, to end it sooner");
        return ExitCode.DONE;
    }

    private Instant end() {
        if ((duration == null) == (until == null)) {
            throw CommandFailure.usage("until when? name one of --for DURATION, --until TIME");
        }
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Instant end = duration != null ? now.plus(duration) : until;
        if (end == null || !end.isAfter(now) || end.isAfter(now.plus(LONGEST))) {
            throw CommandFailure.usage(
                    "a silence until "
                            + end
                            + " can't be: it ends after now ("
                            + now
                            + "), within 90 days");
        }
        return end;
    }
}
