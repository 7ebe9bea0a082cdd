package io.millrace.drift.compare;

import java.util.Arrays;

/**
 * The values of a feature on both sides, where they're at hand: tests that lose something in cells
 * are then made of the values themselves.
 *
 * @param reference finite, rising
 * @param current finite, rising
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record SampleValues(double[] reference, double[] current) {

    /**
     * @param reference in any order; NaN and infinite values are left out
     * @param current the same
     */
    public static SampleValues of(double[] reference, double[] current) {
        return new SampleValues(finite(reference), finite(current));
    }

    private static double[] finite(double[] values) {
        return Arrays.stream(values).filter(Double::isFinite).map(v -> v + 0.0).sorted().toArray();
    }
}
