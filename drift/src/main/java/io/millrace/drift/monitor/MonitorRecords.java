package io.millrace.drift.monitor;

import io.millrace.drift.compare.CellComparison;
import io.millrace.drift.compare.FeatureVerdict;
import io.millrace.drift.compare.Verdict;
import io.millrace.drift.compare.WindowVerdict;
import io.millrace.drift.monitor.References.Compared;
import io.millrace.drift.performance.Performance;
import io.millrace.drift.policy.Alert;
import io.millrace.drift.policy.AlertRecords;
import io.millrace.drift.policy.RetrainDecision;
import io.millrace.drift.profile.CellCounts;
import io.millrace.schemas.avro.DataRange;
import io.millrace.schemas.avro.DriftAlert;
import io.millrace.schemas.avro.DriftCell;
import io.millrace.schemas.avro.DriftReport;
import io.millrace.schemas.avro.DriftTest;
import io.millrace.schemas.avro.DriftVerdict;
import io.millrace.schemas.avro.RetrainCause;
import io.millrace.schemas.avro.RetrainTrigger;
import io.millrace.schemas.avro.WindowPerformance;

import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The records that tell what a monitor measured. */
final class MonitorRecords {
    private final MonitorSettings settings;

    MonitorRecords(MonitorSettings settings) {
        this.settings = settings;
    }

    /**
     * @param asOf event time up to which labels are in, epoch milliseconds
     * @param metrics by name, finite
     */
    WindowPerformance performance(
            VersionKey key,
            @Nullable Integer version,
            int revision,
            long asOf,
            Performance performance,
            Map<String, Double> metrics) {
        return WindowPerformance.newBuilder()
                .setPipeline(settings.pipeline())
                .setModel(settings.model())
                .setDigest(key.digest())
                .setVersion(version)
                .setRole(key.role())
                .setSegment(key.segment().text())
                .setWindowStart(Instant.ofEpochMilli(key.windowStart()))
                .setWindowEnd(Instant.ofEpochMilli(key.windowStart() + settings.window()))
                .setOverlaps(Math.floorMod(key.windowStart(), settings.window()) != 0)
                .setRevision(revision)
                .setAsOf(Instant.ofEpochMilli(asOf))
                .setScored(performance.scored())
                .setLabelled(performance.labelled())
                .setPositives(performance.positives())
                .setMetrics(metrics)
                .build();
    }

    /** One report for each feature of a window. */
    List<SpecificRecord> reports(
            VersionKey key,
            @Nullable Integer version,
            Compared compared,
            WindowVerdict verdict,
            FeatureHealth health) {
        List<SpecificRecord> reports = new ArrayList<>();
        for (CellCounts feature : compared.counts().features()) {
            DriftReport report = report(key, version, compared, feature, verdict);
            if (key.segment().isAll()) {
                String name = report.getFeature();
                report.setUnchangedSince(time(health.unchangedSince(key.digest(), name)));
                report.setMissingSince(time(health.missingSince(key.digest(), name)));
            }
            reports.add(report);
        }
        return reports;
    }

    private static @Nullable Instant time(@Nullable Long millis) {
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }

    private DriftReport report(
            VersionKey key,
            @Nullable Integer version,
            Compared compared,
            CellCounts feature,
            WindowVerdict verdict) {
        String name = feature.profile().column().name();
        List<FeatureVerdict> tests = verdict.of(name);
        return DriftReport.newBuilder()
                .setPipeline(settings.pipeline())
                .setModel(settings.model())
                .setDigest(key.digest())
                .setVersion(version)
                .setFeature(name)
                .setSegment(key.segment().text())
                .setWindowStart(Instant.ofEpochMilli(key.windowStart()))
                .setWindowEnd(Instant.ofEpochMilli(key.windowStart() + settings.window()))
                .setRows(feature.rows())
                .setNulls(feature.nulls())
                .setReference(compared.reference())
                .setReferenceRows(feature.profile().rows())
                .setReferenceDigest(compared.counts().profile().digest())
                .setVerdict(verdict(verdict.verdict(name)))
                .setTests(tests.stream().map(MonitorRecords::test).toList())
                .setCells(
                        CellComparison.of(feature).stream()
                                .map(c -> new DriftCell(c.cell(), c.reference(), c.current()))
                                .toList())
                .build();
    }

    DriftAlert alert(Alert alert, @Nullable Integer version) {
        return AlertRecords.of(settings.pipeline(), settings.model(), alert, version);
    }

    /**
     * @param from event time of the oldest example to use, epoch milliseconds; null for all
     */
    RetrainTrigger trigger(
            RetrainDecision decision, @Nullable Long from, List<DataRange> examples) {
        return RetrainTrigger.newBuilder()
                .setPipeline(settings.pipeline())
                .setModel(settings.model())
                .setTriggerId(decision.id())
                .setCause(RetrainCause.valueOf(decision.cause().name()))
                .setReason(decision.reason())
                .setAlertIds(decision.alertIds())
                .setActor("retrain_when")
                .setAsOf(Instant.ofEpochMilli(decision.asOf()))
                .setFromEventTime(from == null ? null : Instant.ofEpochMilli(from))
                .setExamples(examples)
                .setChampionDigest(decision.champion())
                .build();
    }

    private static DriftTest test(FeatureVerdict verdict) {
        return DriftTest.newBuilder()
                .setTest(verdict.rule().id())
                .setRule(verdict.rule().definition())
                .setStatistic(finite(verdict.statistic()))
                .setPValue(finite(verdict.p()))
                .setAdjustedPValue(finite(verdict.adjustedP()))
                .setThreshold(finite(verdict.threshold()))
                .setVerdict(verdict(verdict.verdict()))
                .build();
    }

    static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? (Double) value : null;
    }

    private static DriftVerdict verdict(Verdict verdict) {
        return switch (verdict) {
            case UNKNOWN -> DriftVerdict.UNKNOWN;
            case OK -> DriftVerdict.OK;
            case WARNING -> DriftVerdict.WARNING;
            case ALERT -> DriftVerdict.ALERT;
        };
    }
}
