package io.millrace.jobs.alert;

import io.millrace.drift.policy.FreshnessWatch;
import io.millrace.drift.policy.ModelVersion;
import io.millrace.drift.policy.QualityWatch;
import io.millrace.schemas.pipeline.Alerts;

import org.jspecify.annotations.Nullable;

import java.io.Serializable;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What's an alert besides drift and performance.
 *
 * @param model the pipeline's, which the alerts are filed under; empty if it has none
 * @param failedExpectations null for never
 * @param deadLetters null for never
 * @param noEventsFor null for never
 * @param sourceTopics by the name of the source
 */
public record WatchSettings(
        String pipeline,
        String model,
        @Nullable Double failedExpectations,
        @Nullable Double deadLetters,
        @Nullable Duration noEventsFor,
        Map<String, String> sourceTopics)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    // Not the compact form: javac leaves its parameters' annotations out of the class file.
    public WatchSettings(
            String pipeline,
            String model,
            @Nullable Double failedExpectations,
            @Nullable Double deadLetters,
            @Nullable Duration noEventsFor,
            Map<String, String> sourceTopics) {
        this.pipeline = pipeline;
        this.model = model;
        this.failedExpectations = failedExpectations;
        this.deadLetters = deadLetters;
        this.noEventsFor = noEventsFor;
        this.sourceTopics = new TreeMap<>(sourceTopics);
    }

    /** What a pipeline file says. */
    static WatchSettings of(
            String pipeline, String model, Alerts alerts, Map<String, String> sourceTopics) {
        return new WatchSettings(
                pipeline,
                model,
                alerts.failedExpectations().orElse(null),
                alerts.deadLetters().orElse(null),
                alerts.noEventsFor().orElse(null),
                sourceTopics);
    }

    private ModelVersion about() {
        return new ModelVersion(pipeline, model, "");
    }

    QualityWatch quality() {
        return new QualityWatch(about(), share(failedExpectations), share(deadLetters));
    }

    private static OptionalDouble share(@Nullable Double share) {
        return share == null ? OptionalDouble.empty() : OptionalDouble.of(share);
    }

    /** Null if silence is no alert. */
    @Nullable FreshnessWatch freshness() {
        return noEventsFor == null ? null : new FreshnessWatch(about(), noEventsFor);
    }
}
