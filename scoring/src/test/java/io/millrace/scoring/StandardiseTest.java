package io.millrace.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.scoring.Transform.Standardise;

import org.junit.jupiter.api.Test;

import java.util.SplittableRandom;

class StandardiseTest {

    @Test
    void bendsByAboutALogarithm() {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 10_000; i++) {
            double x = Math.exp(random.nextDouble(-20, 200));
            double unit = Math.exp(random.nextDouble(-10, 10));

            double expected = Math.log1p(x / unit) / Math.log(2);
            assertThat(Standardise.bent(x, unit))
                    .as("%s in %s", x, unit)
                    .isCloseTo(expected, within(0.0861));
            assertThat(Standardise.bent(-x, unit)).isEqualTo(-Standardise.bent(x, unit));
        }
    }

    @Test
    void neverTurnsBack() {
        SplittableRandom random = new SplittableRandom(6);
        for (int i = 0; i < 10_000; i++) {
            double x = Double.longBitsToDouble(random.nextLong());
            double y = Double.longBitsToDouble(random.nextLong());
            if (x <= y) {
                assertThat(Standardise.bent(x, 3)).isLessThanOrEqualTo(Standardise.bent(y, 3));
            }
        }
    }

    @Test
    void countsDoublings() {
        assertThat(Standardise.bent(0, 2)).isZero();
        assertThat(Standardise.bent(2, 2)).isEqualTo(1);
        assertThat(Standardise.bent(6, 2)).isEqualTo(2);
        assertThat(Standardise.bent(-14, 2)).isEqualTo(-3);
        assertThat(Standardise.bent(Double.POSITIVE_INFINITY, 2)).isEqualTo(1024);
        assertThat(Standardise.bent(Double.NaN, 2)).isNaN();
        assertThat(Standardise.bent(17, 0)).isEqualTo(17);
    }
}
