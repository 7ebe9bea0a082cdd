package io.millrace.drift.monitor;

import io.millrace.schemas.pipeline.RetrainWhen;

import org.jspecify.annotations.Nullable;

/**
 * How one model is watched.
 *
 * @param pipeline its name
 * @param model its name
 * @param examplesTopic where training examples are, for triggers
 * @param window length of the windows in milliseconds of event time, above 0
 * @param horizon how long labels take at most, in milliseconds of event time
 * @param retrain when a new model is trained; null for never
 * @param options what's done beyond tumbling windows of all events
 */
public record MonitorSettings(
        String pipeline,
        String model,
        String examplesTopic,
        long window,
        long horizon,
        @Nullable RetrainWhen retrain,
        MonitorOptions options) {

    public MonitorSettings {
        if (window <= 0 || horizon < 0) {
            throw new IllegalArgumentException(
                    "window is " + window + " ms, horizon " + horizon + " ms; both are times");
        }
        if (window % options.slide() != 0) {
            throw new IllegalArgumentException(
                    "a window of "
                            + window
                            + " ms every "
                            + options.slide()
                            + " ms; the second divides the first");
        }
    }

    /** With tumbling windows of all events. */
    public MonitorSettings(
            String pipeline,
            String model,
            String examplesTopic,
            long window,
            long horizon,
            @Nullable RetrainWhen retrain) {
        this(
                pipeline,
                model,
                examplesTopic,
                window,
                horizon,
                retrain,
                MonitorOptions.tumbling(Math.max(1, window)));
    }
}
