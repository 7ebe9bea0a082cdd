package io.millrace.drift.monitor;

import io.millrace.schemas.pipeline.RetrainWhen;

import org.jspecify.annotations.Nullable;

/**
 * How one model is watched.
 *
 * @param pipeline its name
 * @param model its name
 * @param examplesTopic where training examples are, for triggers
 * @param window length of the tumbling windows in milliseconds of event time, above 0
 * @param horizon how long labels take at most, in milliseconds of event time
 * @param retrain when a new model is trained; null for never
 */
public record MonitorSettings(
        String pipeline,
        String model,
        String examplesTopic,
        long window,
        long horizon,
        @Nullable RetrainWhen retrain) {

    public MonitorSettings {
        if (window <= 0 || horizon < 0) {
            throw new IllegalArgumentException(
                    "window is " + window + " ms, horizon " + horizon + " ms; both are times");
        }
    }

    /** Start of the window that an event time falls in, epoch milliseconds. */
    public long windowStart(long eventTime) {
        return Math.floorDiv(eventTime, window) * window;
    }
}
