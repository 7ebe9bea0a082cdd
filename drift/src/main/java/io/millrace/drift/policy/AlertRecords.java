package io.millrace.drift.policy;

import io.millrace.schemas.avro.AlertState;
import io.millrace.schemas.avro.DriftAlert;
import io.millrace.schemas.avro.Severity;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/** Alerts as records of their topic. */
public final class AlertRecords {
    private AlertRecords() {}

    /**
     * @param model its name; empty if the alert is about none
     * @param version the number of the version that it's about; null if it has none
     */
    public static DriftAlert of(
            String pipeline, String model, Alert alert, @Nullable Integer version) {
        return DriftAlert.newBuilder()
                .setPipeline(pipeline)
                .setModel(model)
                .setAlertId(alert.id())
                .setDigest(alert.digest().isEmpty() ? null : alert.digest())
                .setVersion(version)
                .setState(AlertState.valueOf(alert.state().name()))
                .setSeverity(Severity.valueOf(alert.severity().name()))
                .setRule(alert.rule())
                .setSubject(alert.subject())
                .setEpisodeStart(Instant.ofEpochMilli(alert.episodeStart()))
                .setAsOf(Instant.ofEpochMilli(alert.asOf()))
                .setValue(finite(alert.value()))
                .setThreshold(finite(alert.threshold()))
                .setSummary(alert.summary())
                .setEvidence(alert.evidence())
                .build();
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? (Double) value : null;
    }
}
