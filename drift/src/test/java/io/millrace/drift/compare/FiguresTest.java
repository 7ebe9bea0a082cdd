package io.millrace.drift.compare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Locale;
import java.util.SplittableRandom;

class FiguresTest {

    /** The platform's own formatting is the oracle: only slower. */
    @Test
    void areWhatThePlatformFormats() {
        long seed = 5;
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 20_000; i++) {
            double value = Math.pow(10, random.nextDouble(-3, 7)) * (random.nextBoolean() ? 1 : -1);
            double size = Math.abs(value);
            int decimals = size < 1 ? 4 : size < 100 ? 2 : 0;
            long count = (long) (value * 1_000);

            assertThat(Figures.of(value))
                    .as("seed %d", seed)
                    .isEqualTo(String.format(Locale.ROOT, "%." + decimals + "f", value));
            assertThat(Figures.of(count)).isEqualTo(String.format(Locale.ROOT, "%,d", count));
            assertThat(Figures.percent(size / 1e7))
                    .isEqualTo(String.format(Locale.ROOT, "%.1f %%", size / 1e5));
        }
    }

    @Test
    void saysWhatIsNoOrdinaryNumber() {
        assertThat(Figures.of(Double.NaN)).isEqualTo("–");
        assertThat(Figures.of(0.0)).isEqualTo("0");
        assertThat(Figures.of(1.23456e-9)).isEqualTo("1.23e-09");
        assertThat(Figures.of(Double.POSITIVE_INFINITY)).isEqualTo("Infinity");
        assertThat(Figures.of(1_234_567L)).isEqualTo("1,234,567");
        assertThat(Figures.percent(Double.NaN)).isEqualTo("NaN %");
        assertThat(Figures.percent(0.125)).isEqualTo("12.5 %");
    }
}
