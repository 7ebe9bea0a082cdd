package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class PacerTest {
    private final List<Long> waitedMillis = new ArrayList<>();
    private long now = 5_000_000_000L;

    @Test
    void waitsForEventTimeDividedByTheSpeed() throws InterruptedException {
        Pacer pacer = pacer(new Speed(1000));

        pacer.await(1_000_000);
        pacer.await(1_060_000);
        pacer.await(1_180_000);

        assertThat(waitedMillis).containsExactly(0L, 60L, 120L);
    }

    @Test
    void sendsEventsThatLieBackAtOnce() throws InterruptedException {
        Pacer pacer = pacer(new Speed(1));

        pacer.await(1000);
        pacer.await(400);
        pacer.await(1500);

        assertThat(waitedMillis).containsExactly(0L, 0L, 500L);
    }

    @Test
    void catchesUpAfterADelay() throws InterruptedException {
        Pacer pacer = pacer(new Speed(1));

        pacer.await(1000);
        now += 700_000_000L;
        pacer.await(1500);
        pacer.await(2000);

        assertThat(waitedMillis).containsExactly(0L, 0L, 300L);
    }

    @Test
    void neverWaitsAtFullSpeed() throws InterruptedException {
        Pacer pacer = pacer(Speed.MAX);

        pacer.await(0);
        pacer.await(Long.MAX_VALUE);

        assertThat(waitedMillis).containsExactly(0L, 0L);
    }

    private Pacer pacer(Speed speed) {
        return new Pacer(
                speed,
                () -> now,
                nanos -> {
                    waitedMillis.add(nanos / 1_000_000);
                    now += nanos;
                    return true;
                });
    }
}
