package io.millrace.jobs.cli.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.stream.IntStream;

class SampleTest {
    private static final List<String> IDS =
            IntStream.range(0, 100_000).mapToObj(i -> "event-" + i).toList();

    @Test
    void takesTheShareThatIsAskedFor() {
        Sample sample = Sample.parse("1%");

        long taken = IDS.stream().filter(sample::takes).count();

        // Five standard deviations of a binomial distribution.
        assertThat(taken).isBetween(1_000L - 160, 1_000L + 160);
    }

    @Test
    void takesInALargerSampleWhatASmallerOneTakes() {
        Sample small = Sample.parse("2%");
        Sample large = Sample.parse("0.3");

        assertThat(IDS.stream().filter(small::takes)).isNotEmpty().allMatch(large::takes);
    }

    @Test
    void takesEverythingWhenAskedForAll() {
        assertThat(IDS).allMatch(Sample.parse("100%")::takes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0%", "-1%", "101%", "1.1", "many", "%", ""})
    void refusesWhatIsNoShare(String text) {
        assertThatThrownBy(() -> Sample.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + text + "\" is no share")
                .hasMessageContaining("write 1%");
    }
}
