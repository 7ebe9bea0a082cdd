package io.millrace.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class ExpiringIdsTest {
    private long nanos = Long.MAX_VALUE;

    @Test
    void forgetsAnIdAfterItsLife() {
        ExpiringIds ids = new ExpiringIds(Duration.ofNanos(10), 100, () -> nanos);
        ids.add(7);

        nanos += 9;
        assertThat(ids.contains(7)).isTrue();
        nanos += 1;
        assertThat(ids.contains(7)).isFalse();
    }

    @Test
    void keepsABoundedNumberOfThem() {
        ExpiringIds ids = new ExpiringIds(Duration.ofSeconds(1), 2, () -> nanos);
        ids.add(1);
        ids.add(2);
        ids.add(3);

        assertThat(ids.contains(1)).isFalse();
        assertThat(ids.contains(2)).isTrue();
        assertThat(ids.contains(3)).isTrue();
    }
}
