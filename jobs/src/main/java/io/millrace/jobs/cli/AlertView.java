package io.millrace.jobs.cli;

import io.millrace.drift.notify.AlertCommands;
import io.millrace.schemas.avro.AlertCommand;
import io.millrace.schemas.avro.DriftAlert;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Alerts as they are now, with what people have said of them. */
final class AlertView {
    private static final int SHORT = 12;

    private AlertView() {}

    /** The newest record of each alert: the open ones first, the most urgent before the others. */
    static List<DriftAlert> newest(List<DriftAlert> records) {
        Map<String, DriftAlert> byId = new LinkedHashMap<>();
        records.forEach(alert -> byId.put(alert.getAlertId(), alert));
        return byId.values().stream()
                .sorted(
                        Comparator.comparing(DriftAlert::getState)
                                .thenComparing(DriftAlert::getSeverity, Comparator.reverseOrder())
                                .thenComparing(DriftAlert::getAsOf, Comparator.reverseOrder())
                                .thenComparing(DriftAlert::getAlertId))
                .toList();
    }

    static AlertCommands commands(ModelLog log) {
        AlertCommands commands = new AlertCommands();
        log.alertCommands().forEach(commands::on);
        return commands;
    }

    /** Who looks at it, and until when it's silenced; empty if nobody has said anything. */
    static String note(DriftAlert alert, AlertCommands commands, Instant now) {
        String acknowledged =
                commands.acknowledgement(alert.getAlertId())
                        .map(said -> "acknowledged by " + said.getActor())
                        .orElse("");
        String silenced =
                commands.silence(alert, now)
                        .map(said -> "silenced until " + until(said))
                        .orElse("");
        return acknowledged.isEmpty() || silenced.isEmpty()
                ? acknowledged + silenced
                : acknowledged + ", " + silenced;
    }

    static String until(AlertCommand silence) {
        Instant until = silence.getUntilWallClock();
        return until == null ? "-" : until.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Enough of an id to name it. */
    static String shortId(String id) {
        return id.substring(0, Math.min(SHORT, id.length()));
    }
}
