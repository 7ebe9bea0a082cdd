package io.millrace.drift.performance;

/**
 * Labelled scores that are alike, and how often they were right.
 *
 * @param from lowest score of the bin, included
 * @param to highest one, excluded but for 1
 * @param labelled labels of such scores
 * @param positives those of them that are positive
 * @param meanScore mean of the scores, to 5e-10; NaN without labels
 */
public record ReliabilityBin(
        double from, double to, long labelled, long positives, double meanScore) {

    /** Share of positives; NaN without labels. */
    public double positiveRate() {
        return (double) positives / labelled;
    }
}
