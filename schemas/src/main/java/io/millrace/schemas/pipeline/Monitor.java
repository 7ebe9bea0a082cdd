package io.millrace.schemas.pipeline;

import java.time.Duration;

/**
 * How a pipeline is watched.
 *
 * @param window length of the tumbling windows of event time that drift and performance are told
 *     for, above zero
 */
public record Monitor(Duration window) {
    /** What holds if the file has no {@code monitor}. */
    public static final Monitor DEFAULT = new Monitor(Duration.ofHours(1));

    public Monitor {
        if (window.isNegative() || window.isZero()) {
            throw new IllegalArgumentException("window is " + window + ", it has to be above 0");
        }
    }
}
