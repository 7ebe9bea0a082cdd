package io.millrace.drift.performance;

/**
 * One group of a fairness comparison.
 *
 * @param scored events of the group
 * @param decided those with a positive decision
 * @param positives labels that are positive
 * @param truePositives those of them with a positive decision
 */
public record GroupFigures(
        String group, long scored, long decided, long positives, long truePositives) {

    /** Share of positive decisions; NaN without events. */
    public double positiveDecisions() {
        return (double) decided / scored;
    }

    /** Share of the positives with a positive decision; NaN without positives. */
    public double recall() {
        return (double) truePositives / positives;
    }
}
