package io.millrace.drift.performance;

/**
 * The figures of one version of a regression in one window; errors are prediction − label. One that
 * isn't defined is NaN.
 *
 * @param scored events that it scored
 * @param labelled those whose label is known
 * @param bias mean error
 * @param mae mean absolute error
 * @param rmse root of the mean squared error
 * @param mape mean of |error / label| over labels other than 0, as a share
 * @param smape mean of 2 |error| / (|prediction| + |label|), 0 where both are 0; in [0, 2]
 * @param r2 1 − Σ error² / Σ (label − mean label)²; NaN if all labels are alike
 * @param labelMean mean of the labels
 */
public record RegressionPerformance(
        long scored,
        long labelled,
        double bias,
        double mae,
        double rmse,
        double mape,
        double smape,
        double r2,
        double labelMean) {

    /** Share of the scored events whose label is known; NaN without any. */
    public double coverage() {
        return (double) labelled / scored;
    }
}
