package io.millrace.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.pipeline.Feature;
import io.millrace.schemas.pipeline.Pipeline.Order;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;

class StateSizeTest {
    private static final int EVENTS = 1_000;
    private static final long HOUR = 3_600_000;

    private static Feature aggregate(long window, String... functions) {
        return TestPlans.aggregate(
                "account",
                "payments",
                "",
                List.of(TestPlans.column("amount", functions)),
                List.of(TestPlans.window(window)));
    }

    private static long size(Order order, int events, Feature... features) {
        return StateSize.of(TestPlans.plan(order, features), 0, events);
    }

    /** Each event's time and amount are kept, and hardly anything besides. */
    @ParameterizedTest
    @EnumSource(Order.class)
    void growsWithTheEventsOfTheWindowAndNotWithItsLength(Order order) {
        for (long window : new long[] {HOUR, 30 * 24 * HOUR}) {
            long bytes = size(order, EVENTS, aggregate(window, "mean"));

            assertThat(bytes).as("%d ms", window).isBetween(EVENTS * 4L, EVENTS * 30L);
            assertThat(size(order, 2 * EVENTS, aggregate(window, "mean")))
                    .as("%d ms", window)
                    .isBetween(bytes * 3 / 2, bytes * 5 / 2);
        }
    }

    @Test
    void sharesEventsBetweenFeatures() {
        Feature mean = aggregate(168 * HOUR, "mean");
        Feature more = aggregate(24 * HOUR, "sum", "max", "min");

        assertThat(size(Order.EVENT_TIME, EVENTS, mean, more))
                .isLessThan(
                        size(Order.EVENT_TIME, EVENTS, mean)
                                + size(Order.EVENT_TIME, EVENTS, more));
    }
}
