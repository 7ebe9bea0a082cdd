package io.millrace.jobs.cli;

import io.millrace.schemas.avro.DriftAlert;

import java.util.List;

/** The alert that a user means by its id, or by the beginning of it. */
final class NamedAlert {
    private static final int FEWEST_DIGITS = 6;

    private NamedAlert() {}

    /**
     * The newest record of the alert that's meant.
     *
     * @param alerts records in the order in which they were written
     */
    static DriftAlert find(List<DriftAlert> alerts, String id) {
        List<DriftAlert> meant =
                alerts.stream()
                        .filter(
                                found ->
                                        id.length() >= FEWEST_DIGITS
                                                && found.getAlertId().startsWith(id))
                        .toList();
        long different = meant.stream().map(DriftAlert::getAlertId).distinct().count();
        if (different == 1) {
            return meant.get(meant.size() - 1);
        }
        throw new CommandFailure(
                ExitCode.USAGE,
                different == 0
                        ? "there is no alert \"" + id + "\""
                        : different + " alerts begin with \"" + id + "\"",
                "there are: " + alerts.stream().map(DriftAlert::getAlertId).distinct().toList());
    }
}
