package io.millrace.registry.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.Random;

class ChanceTest {

    /** The example of Hanley and McNeil (1982): 0.893 on 51 abnormal and 58 normal images. */
    @Test
    void agreesWithThePublishedStandardErrorOfAnAuc() {
        assertThat(Math.sqrt(Chance.aucVariance(0.893, 51, 58))).isCloseTo(0.032, within(6e-4));
    }

    @Test
    void takesNoAucToBeCertain() {
        assertThat(Chance.aucVariance(1, 10, 100)).isPositive();
        assertThat(Chance.aucVariance(0, 10, 100)).isPositive();
        assertThat(Chance.aucVariance(0.9, 0, 100)).isInfinite();
        assertThat(Chance.radius(Chance.aucVariance(0.9, 0, 100))).isInfinite();
    }

    @Test
    void takesNoShareToBeCertain() {
        assertThat(Chance.shareVariance(1, 10)).isPositive();
        assertThat(Chance.shareVariance(0.5, 1_000)).isCloseTo(0.25 / 1_000, within(1e-9));
    }

    /** A mean of standard normal values is looked at after each of a thousand. */
    @Test
    void isLeftByChanceInAtMostOneOfTwentyRuns() {
        int left = 0;
        for (int run = 0; run < 2_000; run++) {
            left += everLeaves(new Random(run)) ? 1 : 0;
        }

        assertThat(left / 2_000.0).as("seeds 0 to 1999").isBetween(0.01, 0.05);
    }

    private static boolean everLeaves(Random random) {
        double sum = 0;
        for (int n = 1; n <= 1_000; n++) {
            sum += random.nextGaussian();
            if (sum / n > Chance.radius(1.0 / n)) {
                return true;
            }
        }
        return false;
    }
}
