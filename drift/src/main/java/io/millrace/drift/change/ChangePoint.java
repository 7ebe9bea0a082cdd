package io.millrace.drift.change;

import java.util.OptionalInt;

/**
 * Where a stream of losses most likely began to be higher: the cut whose two parts, each with its
 * own mean, have the highest Bernoulli likelihood n₀ h(p₀) + n₁ h(p₁), where h(p) = p ln p + (1 −
 * p) ln(1 − p). Losses between 0 and 1 count as parts of an error (quasi-likelihood).
 */
final class ChangePoint {
    /** Fewer values than this on a side tell little: a single one would often win. */
    static final int SHORTEST_SIDE = 5;

    private ChangePoint() {}

    /**
     * The index of the first value after the change; the earliest of equally likely ones. Empty if
     * no cut has a higher mean after it.
     *
     * @param losses in [0, 1]
     */
    static OptionalInt find(double[] losses) {
        double total = 0;
        for (double loss : losses) {
            total += loss;
        }
        int best = -1;
        double highest = Double.NEGATIVE_INFINITY;
        double before = 0;
        for (int i = 1; i <= losses.length - SHORTEST_SIDE; i++) {
            before += losses[i - 1];
            int n = losses.length - i;
            double after = Math.max(0, total - before);
            if (i < SHORTEST_SIDE || after / n <= before / i) {
                continue;
            }
            double likelihood = i * negativeEntropy(before / i) + n * negativeEntropy(after / n);
            if (likelihood > highest) {
                highest = likelihood;
                best = i;
            }
        }
        return best < 0 ? OptionalInt.empty() : OptionalInt.of(best);
    }

    private static double negativeEntropy(double p) {
        return part(p) + part(1 - p);
    }

    private static double part(double p) {
        return p <= 0 ? 0 : p * StrictMath.log(p);
    }
}
