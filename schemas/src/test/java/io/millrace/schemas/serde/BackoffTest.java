package io.millrace.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.stream.IntStream;

class BackoffTest {

    @Test
    void doublesUpToTheLongestPause() {
        Backoff backoff = new Backoff(100, Duration.ofMillis(100), Duration.ofSeconds(3));

        assertThat(IntStream.rangeClosed(1, 7).mapToObj(backoff::after).map(Duration::toMillis))
                .containsExactly(100L, 200L, 400L, 800L, 1_600L, 3_000L, 3_000L);
        assertThat(backoff.after(99)).isEqualTo(Duration.ofSeconds(3));
    }
}
