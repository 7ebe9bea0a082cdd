package io.millrace.it.benchmark;

import java.util.Arrays;
import java.util.Random;

/** Draws keys: all as often as another, or the k-th most frequent 1/k as often as the first. */
final class Keys {

    /** How often which key comes. */
    enum Distribution {
        UNIFORM,
        ZIPF
    }

    private final int count;
    private final double[] cumulated;

    Keys(Distribution distribution, int count) {
        this.count = count;
        cumulated = distribution == Distribution.ZIPF ? zipf(count) : new double[0];
    }

    private static double[] zipf(int count) {
        double[] cumulated = new double[count];
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += 1.0 / (i + 1);
            cumulated[i] = sum;
        }
        return cumulated;
    }

    /** A key from 0 up to the count. */
    int draw(Random random) {
        if (cumulated.length == 0) {
            return random.nextInt(count);
        }
        double at = random.nextDouble() * cumulated[count - 1];
        int found = Arrays.binarySearch(cumulated, at);
        return Math.min(found < 0 ? -found - 1 : found, count - 1);
    }
}
