package io.millrace.jobs.serve;

import io.millrace.features.FeaturePlan;
import io.millrace.features.QualityRule;
import io.millrace.features.quality.QualityCounts;
import io.millrace.features.quality.QualityVerdict;
import io.millrace.jobs.kafka.OutRecord;
import io.millrace.schemas.avro.QualityCount;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Counts as records of the quality topic. */
final class QualityRecords {
    private final ServeSettings settings;
    private final List<List<QualityRule>> rules;
    private final Outputs outputs;

    QualityRecords(ServeSettings settings, FeaturePlan plan) {
        this.settings = settings;
        rules = IntStream.range(0, plan.sources().size()).mapToObj(plan::qualityRules).toList();
        outputs = new Outputs(settings);
    }

    /** A record for each rule about single events; of undeclared ones only if they failed. */
    List<OutRecord> ofEvents(QualityCounts counts) {
        List<QualityRule> ofSource = rules.get(counts.window().source());
        List<OutRecord> records = new ArrayList<>();
        for (int number = 0; number < ofSource.size(); number++) {
            QualityRule rule = ofSource.get(number);
            boolean here = rule.bounds() == null && rule.window() == counts.window().length();
            if (here && (rule.declared() || counts.failed(number) > 0)) {
                records.add(
                        outputs.quality(
                                record(counts.window(), rule)
                                        .setChecked(counts.admitted() + counts.refused())
                                        .setFailed(counts.failed(number))
                                        .setActed(counts.acted(number))
                                        .build()));
            }
        }
        return records;
    }

    /** A record for a rule about a window. */
    OutRecord of(QualityVerdict verdict) {
        QualityRule rule = rules.get(verdict.window().source()).get(verdict.rule());
        return outputs.quality(
                record(verdict.window(), rule)
                        .setChecked(verdict.events())
                        .setFailed(verdict.nulls())
                        .setActed(0)
                        .setHolds(verdict.holds())
                        .build());
    }

    private QualityCount.Builder record(QualityCounts.Window window, QualityRule rule) {
        return QualityCount.newBuilder()
                .setPipeline(settings.pipeline())
                .setSource(settings.sources().get(window.source()).name())
                .setRule(rule.rule())
                .setField(rule.field())
                .setOtherwise(rule.otherwise().word())
                .setWindowStart(Instant.ofEpochMilli(window.start()))
                .setWindowEnd(Instant.ofEpochMilli(window.end()));
    }

    /** Why the job stops. */
    IllegalStateException stopped(QualityVerdict verdict) {
        QualityRule rule = rules.get(verdict.window().source()).get(verdict.rule());
        String found =
                rule.bounds() instanceof QualityRule.Volume
                        ? verdict.events() + " events"
                        : verdict.nulls() + " of " + verdict.events() + " events have no value";
        return new IllegalStateException(
                "the expectation \"%s\" of source %s says stop: %s in the window from %s until %s. Started again, the job comes to the same window; to pass it, change the rule's otherwise:"
                        .formatted(
                                rule.rule(),
                                settings.sources().get(verdict.window().source()).name(),
                                found,
                                Instant.ofEpochMilli(verdict.window().start()),
                                Instant.ofEpochMilli(verdict.window().end())));
    }
}
