package io.millrace.drift.notify;

import io.millrace.schemas.avro.AlertAction;
import io.millrace.schemas.avro.AlertCommand;
import io.millrace.schemas.avro.DriftAlert;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What people have said of alerts: folded from their commands, in the order in which they were
 * written. A command that comes twice says nothing new. Not safe for use by several threads.
 */
public final class AlertCommands {
    private final Map<String, AlertCommand> acknowledgements = new HashMap<>();
    private final Map<String, AlertCommand> silences = new LinkedHashMap<>();

    /** Takes the next command. */
    public void on(AlertCommand command) {
        AlertAction action = command.getAction();
        if (action == AlertAction.ACKNOWLEDGE && command.getAlertId() != null) {
            acknowledgements.putIfAbsent(command.getAlertId(), command);
        } else if (action == AlertAction.SILENCE && command.getUntilWallClock() != null) {
            silences.putIfAbsent(command.getCommandId(), command);
        } else if (action == AlertAction.UNSILENCE && command.getSilenceId() != null) {
            silences.remove(command.getSilenceId());
        }
    }

    /** Who looks at an alert, if somebody does: the first one who said so. */
    public Optional<AlertCommand> acknowledgement(String alertId) {
        return Optional.ofNullable(acknowledgements.get(alertId));
    }

    /**
     * The silence that keeps an alert from being told, if one does.
     *
     * @param now of people's clocks
     */
    public Optional<AlertCommand> silence(DriftAlert alert, Instant now) {
        return silences.values().stream()
                .filter(silence -> isInForce(silence, now) && matches(silence, alert))
                .findFirst();
    }

    /** Every silence that nobody has ended, also those that are over, the oldest first. */
    public Collection<AlertCommand> silences() {
        return Collections.unmodifiableCollection(silences.values());
    }

    /** Whether a silence isn't over by itself. */
    public static boolean isInForce(AlertCommand silence, Instant now) {
        Instant until = silence.getUntilWallClock();
        return until != null && now.isBefore(until);
    }

    private static boolean matches(AlertCommand silence, DriftAlert alert) {
        return fits(silence.getAlertId(), alert.getAlertId())
                && fits(silence.getRule(), alert.getRule())
                && fits(silence.getSubject(), alert.getSubject());
    }

    private static boolean fits(@Nullable String wanted, @Nullable String found) {
        return wanted == null || wanted.equals(found);
    }
}
