package io.millrace.jobs.examples.cardfraud;

import java.util.List;
import java.util.SplittableRandom;

/** Seeded chance; StrictMath, so that a seed gives the same bits on every machine. */
final class Chance {
    private final SplittableRandom random;

    Chance(long seed) {
        random = new SplittableRandom(seed);
    }

    boolean happens(double probability) {
        return random.nextDouble() < probability;
    }

    double between(double low, double high) {
        return low + (high - low) * random.nextDouble();
    }

    /** From {@code low} to {@code high}, both included. */
    int whole(int low, int high) {
        return random.nextInt(low, high + 1);
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** Exponential with this mean, at least 1: the pause before what happens independently. */
    long pause(double mean) {
        return 1 + (long) (-mean * StrictMath.log(1 - random.nextDouble()));
    }

    /** Standard normal, by Box and Muller. */
    double normal() {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
        return radius * StrictMath.cos(2 * StrictMath.PI * random.nextDouble());
    }

    /** Log-normal around a median. */
    double around(double median, double spread) {
        return median * StrictMath.exp(spread * normal());
    }
}
