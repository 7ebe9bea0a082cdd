package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.concurrent.atomic.AtomicLong;

class ThroughputTest {
    private final AtomicLong nanos = new AtomicLong();

    @Test
    void saysHowFastItIsAndWhatIsLeft() {
        Throughput throughput = new Throughput(1_000, nanos::get);
        nanos.set(2_000_000_000L);

        assertThat(throughput.words(5_000, 135_000)).isEqualTo("2,000 a second, 1m5s left");
        assertThat(throughput.words(5_000, 5_000)).isEqualTo("2,000 a second, 0s left");
        assertThat(throughput.words(1_000, 5_000)).isEqualTo("0 a second");
        assertThat(throughput.words(5_000, -1)).isEqualTo("2,000 a second");
    }
}
