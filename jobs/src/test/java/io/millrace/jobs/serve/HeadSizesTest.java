package io.millrace.jobs.serve;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeadSizesTest {
    private final HeadSizes sizes = new HeadSizes();

    @Test
    void tellsMeanAndMaximumOfWhatWasWritten() {
        assertThat(sizes.mean()).isZero();
        assertThat(sizes.max()).isZero();

        sizes.written(100);
        sizes.written(300);

        assertThat(sizes.mean()).isEqualTo(200);
        assertThat(sizes.max()).isEqualTo(300);
    }

    @Test
    void forgetsWhatWasWrittenLongAgo() {
        sizes.written(1_000_000);
        for (int i = 0; i < HeadSizes.HALF; i++) {
            sizes.written(10);
        }
        assertThat(sizes.max()).isEqualTo(1_000_000);

        for (int i = 0; i < HeadSizes.HALF; i++) {
            sizes.written(10);
        }
        assertThat(sizes.max()).isEqualTo(10);
        assertThat(sizes.mean()).isEqualTo(10);
    }
}
