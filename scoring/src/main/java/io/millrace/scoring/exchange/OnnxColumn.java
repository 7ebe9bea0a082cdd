package io.millrace.scoring.exchange;

import io.millrace.scoring.Transform;

/**
 * What a graph has made of one input so far: {@code (x - offset) · factor}.
 *
 * @param filler what a missing input counts as, before that; NaN for missing
 */
record OnnxColumn(double offset, double factor, double filler) {
    static final OnnxColumn RAW = new OnnxColumn(0, 1, Double.NaN);

    OnnxColumn scaled(double by, double times) {
        if (times == 0 || !Double.isFinite(times) || !Double.isFinite(by)) {
            throw new IllegalArgumentException(
                    "a Scaler has the offset " + by + " and the scale " + times);
        }
        return new OnnxColumn(offset + by / factor, factor * times, filler);
    }

    OnnxColumn imputed(double value) {
        return Double.isNaN(filler)
                ? new OnnxColumn(offset, factor, offset + value / factor)
                : this;
    }

    /**
     * @param takesMissing whether a missing value may stay so
     */
    Transform transform(boolean takesMissing) {
        if (takesMissing && equals(RAW)) {
            return new Transform.Plain();
        }
        if (takesMissing && Double.isNaN(filler)) {
            throw new IllegalArgumentException(
                    "trees read a scaled column that may be missing; train them on values as they"
                            + " are, or put an imputer first");
        }
        return new Transform.Affine(offset, factor, Double.isNaN(filler) ? offset : filler);
    }
}
