package io.millrace.jobs.drift;

import io.millrace.schemas.pipeline.Model;
import io.millrace.schemas.pipeline.RetrainWhen;
import io.millrace.schemas.pipeline.Schedule;

import org.jspecify.annotations.Nullable;

import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The pipeline file's {@code retrain_when} in a form that can be sent to where operators run.
 *
 * @param everyExamples 0 for off
 * @param schedule as it's written; null for none
 */
record RetrainRules(
        int firstExamples,
        boolean changeInErrors,
        @Nullable Fall performance,
        @Nullable Share drift,
        int everyExamples,
        @Nullable String schedule,
        Duration coolDown,
        int atMostPerDay)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /**
     * @param own the business's own metric, or null
     */
    record Fall(Model.Metric metric, @Nullable String own, boolean rises, double by, int windows)
            implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    record Share(double share, int windows) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    static RetrainRules of(RetrainWhen when) {
        return new RetrainRules(
                when.firstExamples(),
                when.changeInErrors(),
                when.performance()
                        .map(
                                rule ->
                                        new Fall(
                                                rule.metric(),
                                                rule.own().orElse(null),
                                                rule.rises(),
                                                rule.by(),
                                                rule.forWindows()))
                        .orElse(null),
                when.drift()
                        .map(rule -> new Share(rule.shareOfFeatures(), rule.forWindows()))
                        .orElse(null),
                when.everyExamples().orElse(0),
                when.schedule().map(Schedule::toString).orElse(null),
                when.coolDown(),
                when.atMostPerDay());
    }

    RetrainWhen retrainWhen() {
        return new RetrainWhen(
                firstExamples,
                changeInErrors,
                Optional.ofNullable(performance)
                        .map(
                                r ->
                                        new RetrainWhen.Performance(
                                                r.metric(),
                                                Optional.ofNullable(r.own()),
                                                r.rises(),
                                                r.by(),
                                                r.windows())),
                Optional.ofNullable(drift).map(r -> new RetrainWhen.Drift(r.share(), r.windows())),
                everyExamples == 0 ? OptionalInt.empty() : OptionalInt.of(everyExamples),
                Optional.ofNullable(schedule).map(Schedule::of),
                coolDown,
                atMostPerDay);
    }
}
