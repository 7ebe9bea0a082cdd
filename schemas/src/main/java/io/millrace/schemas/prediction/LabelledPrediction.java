package io.millrace.schemas.prediction;

import io.millrace.schemas.avro.LabelOrigin;

import org.jspecify.annotations.Nullable;

/**
 * A training example inside Millrace: a prediction with what turned out to be true.
 *
 * @param label finite; for a binary task 1 or 0
 * @param labelledAt event time at which the label was known, epoch milliseconds, at least the
 *     event's time
 * @param revision from 1; the highest one of an event holds
 * @param previousLabel the label of the revision before, null for the first
 */
public record LabelledPrediction(
        double label,
        LabelOrigin origin,
        long labelledAt,
        int revision,
        @Nullable Double previousLabel,
        ScoredEvent prediction) {

    public LabelledPrediction {
        if (!Double.isFinite(label)) {
            throw new IllegalArgumentException("label is " + label + "; it must be finite");
        }
        if (labelledAt < prediction.eventTime()) {
            throw new IllegalArgumentException(
                    "labelled at "
                            + labelledAt
                            + ", before the event at "
                            + prediction.eventTime()
                            + " (epoch milliseconds)");
        }
        if (revision < 1) {
            throw new IllegalArgumentException("revision is " + revision + "; from 1");
        }
    }
}
