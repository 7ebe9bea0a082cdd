package io.millrace.jobs.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.millrace.drift.notify.AlertCommands;
import io.millrace.schemas.avro.AlertCommand;
import io.millrace.schemas.avro.DriftAlert;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code millrace alerts show}. */
@Command(
        name = "show",
        description = "Show one alert with its evidence, its history and what people said of it.",
        footer = {"%nExamples:", "  millrace alerts show 3f9c2e1b04d8"})
final class AlertsShowCommand extends LifeCycleCommand {
    @Parameters(
            paramLabel = "ID",
            description = "An alert's id, or the first 6 or more digits of it.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String id;

    AlertsShowCommand(Session session) {
        super(session);
    }

    @Override
    int run(ModelLog log, String pipeline) {
        List<DriftAlert> all = log.alerts();
        DriftAlert alert = NamedAlert.find(all, id);
        List<DriftAlert> history =
                all.stream().filter(a -> a.getAlertId().equals(alert.getAlertId())).toList();
        AlertCommands commands = AlertView.commands(log);
        Optional<AlertCommand> acknowledged = commands.acknowledgement(alert.getAlertId());
        Optional<AlertCommand> silence = commands.silence(alert, Instant.now());
        if (session.format(Format.TABLE) == Format.TABLE) {
            print(alert, history, acknowledged, silence);
        } else {
            session.out().println(Json.pretty(json(alert, history, acknowledged, silence)));
        }
        return ExitCode.DONE;
    }

    private void print(
            DriftAlert alert,
            List<DriftAlert> history,
            Optional<AlertCommand> acknowledged,
            Optional<AlertCommand> silence) {
        PrintWriter out = session.out();
        out.println(alert.getAlertId() + "  " + state(alert));
        out.println(alert.getSummary());
        out.println();
        line("pipeline", alert.getPipeline());
        line(
                "model",
                alert.getModel() + (alert.getVersion() == null ? "" : "@" + alert.getVersion()));
        line("rule", alert.getRule());
        line("subject", alert.getSubject());
        line("value", alert.getValue());
        line("threshold", alert.getThreshold());
        line("since", alert.getEpisodeStart());
        acknowledged.ifPresent(
                said -> line("acknowledged", "by " + said.getActor() + ": " + said.getReason()));
        silence.ifPresent(
                said ->
                        line(
                                "silenced",
                                "until %s by %s: %s"
                                        .formatted(
                                                AlertView.until(said),
                                                said.getActor(),
                                                said.getReason())));
        section("evidence", alert.getEvidence());
        section(
                "history",
                history.stream().map(then -> then.getAsOf() + "  " + state(then)).toList());
    }

    private static String state(DriftAlert alert) {
        return (alert.getState() + " " + alert.getSeverity()).toLowerCase(Locale.ROOT);
    }

    private void line(String name, @Nullable Object value) {
        if (value != null && !value.toString().isEmpty()) {
            session.out().printf(Locale.ROOT, "%-13s %s%n", name, value);
        }
    }

    private void section(String title, List<String> lines) {
        if (!lines.isEmpty()) {
            session.out().println();
            session.out().println(title);
            lines.forEach(text -> session.out().println("  " + text));
        }
    }

    private static ObjectNode json(
            DriftAlert alert,
            List<DriftAlert> history,
            Optional<AlertCommand> acknowledged,
            Optional<AlertCommand> silence) {
        ObjectNode document = Json.MAPPER.createObjectNode();
        document.put("schemaVersion", TableOutput.SCHEMA_VERSION);
        ObjectNode shown = document.putObject("alert");
        shown.put("alert", alert.getAlertId());
        shown.put("pipeline", alert.getPipeline());
        shown.put("model", alert.getModel());
        shown.put("version", alert.getVersion());
        shown.put("state", alert.getState().name().toLowerCase(Locale.ROOT));
        shown.put("severity", alert.getSeverity().name().toLowerCase(Locale.ROOT));
        shown.put("rule", alert.getRule());
        shown.put("subject", alert.getSubject());
        shown.put("value", alert.getValue());
        shown.put("threshold", alert.getThreshold());
        shown.put("since", alert.getEpisodeStart().toString());
        shown.put("as_of", alert.getAsOf().toString());
        shown.put("summary", alert.getSummary());
        alert.getEvidence().forEach(shown.putArray("evidence")::add);
        var states = document.putArray("history");
        for (DriftAlert then : history) {
            states.addObject().put("as_of", then.getAsOf().toString()).put("state", state(then));
        }
        document.set("acknowledged", acknowledged.map(AlertsShowCommand::json).orElse(null));
        document.set("silenced", silence.map(AlertsShowCommand::json).orElse(null));
        return document;
    }

    private static ObjectNode json(AlertCommand said) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("by", said.getActor()).put("reason", said.getReason());
        if (said.getUntilWallClock() != null) {
            json.put("silence", said.getCommandId()).put("until", AlertView.until(said));
        }
        return json;
    }
}
