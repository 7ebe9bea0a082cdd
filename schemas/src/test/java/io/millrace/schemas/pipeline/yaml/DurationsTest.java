package io.millrace.schemas.pipeline.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.Random;

class DurationsTest {

    @ParameterizedTest
    @CsvSource({
        "0, PT0S",
        "0s, PT0S",
        "500ms, PT0.5S",
        "90m, PT90M",
        "1h30m, PT1H30M",
        "1d1ms, PT24H0.001S",
        "1d2h3m4s5ms, PT26H3M4.005S",
        "999999999999ms, PT8784H0.001S"
    })
    void readsUnitsFromLargeToSmall(String text, Duration duration) {
        assertThat(Durations.parse(text)).contains(duration);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "1",
                "m",
                "1h ",
                " 1h",
                "1 h",
                "1.5h",
                "-1h",
                "+1h",
                "1H",
                "1m1h",
                "1h1h",
                "1ms1s",
                "1w",
                "1y",
                "1h30",
                "PT1H",
                "٣h",
                "9999999999999s",
                "99999999999999999999999d"
            })
    void refusesAnythingElse(String text) {
        assertThat(Durations.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void writesWhatItReads(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 1_000; i++) {
            long bound = 1L << random.nextInt(1, 35);
            Duration duration = Duration.ofMillis(random.nextLong(bound));

            String text = Durations.write(duration);

            assertThat(Durations.parse(text)).as("seed " + seed + ": " + text).contains(duration);
        }
    }
}
