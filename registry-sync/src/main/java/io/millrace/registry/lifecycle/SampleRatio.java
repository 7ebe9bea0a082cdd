package io.millrace.registry.lifecycle;

import java.util.Locale;

/**
 * Whether a canary answers the share that it was given.
 *
 * <p>The buckets of units are even, so the share of events is off by chance alone, if units have
 * few events each. A larger difference says that some of them get lost on one side, and then no
 * other figure of the two can be compared. It's looked at again with every window, so the test is a
 * confidence sequence (see {@link Chance}), at 0.001 for both sides together.
 *
 * @param answered events by the canary
 * @param all by the canary and the champion in the same windows
 */
record SampleRatio(long answered, long all) {
    private static final double ALPHA = 0.001;

    /** Of a share: where some ten thousand events have been seen. */
    private static final double TUNED_TO = 0.005;

    private static final double WHOLE = 10_000;

    /**
     * @param share that it was given, in ten-thousandths
     */
    boolean isOff(int share) {
        if (all == 0) {
            return false;
        }
        double expected = share / WHOLE;
        double variance = expected * (1 - expected) / all;
        double difference = StrictMath.abs((double) answered / all - expected);
        return difference > Chance.radius(variance, ALPHA / 2, TUNED_TO);
    }

    String figures(int share) {
        return String.format(
                Locale.ROOT,
                "it answered %d of %d events, %.2f %%, and its share is %.2f %%",
                answered,
                all,
                all == 0 ? 0.0 : 100.0 * answered / all,
                100 * share / WHOLE);
    }
}
