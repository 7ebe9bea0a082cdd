package io.millrace.drift.performance;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The figures of one version in one window. One that isn't defined is NaN, never a guess.
 *
 * @param scored events that it scored
 * @param truePositives labels that are positive and were decided so
 * @param auc probability that a random positive scores above a random negative, a tie counting one
 *     half; NaN without labels of both classes
 * @param aucTolerance how far {@code auc} can be from that of the scores themselves
 * @param logLoss mean negative natural logarithm of the label's probability, to 5e-10; NaN without
 *     labels
 * @param brier mean squared difference of score and label, to 5e-10; NaN without labels
 * @param averagePrecision area under the precision-recall curve in steps; NaN without a positive
 * @param calibrationError expected calibration error over ten bins; NaN without labels, or if it
 *     wasn't counted from the window's start
 */
public record Performance(
        long scored,
        long truePositives,
        long falsePositives,
        long falseNegatives,
        long trueNegatives,
        double auc,
        double aucTolerance,
        double logLoss,
        double brier,
        double averagePrecision,
        double calibrationError) {

    public long labelled() {
        return truePositives + falsePositives + falseNegatives + trueNegatives;
    }

    public long positives() {
        return truePositives + falseNegatives;
    }

    /** Share of the scored events whose label is known; NaN without any. */
    public double coverage() {
        return (double) labelled() / scored;
    }

    public double accuracy() {
        return (double) (truePositives + trueNegatives) / labelled();
    }

    /**
     * Cohen's: (accuracy − that expected of independent decisions) / (1 − the same); NaN where one
     * class is all there is.
     */
    public double kappa() {
        double n = labelled();
        double decided = truePositives + falsePositives;
        double expected = (positives() * decided + (n - positives()) * (n - decided)) / (n * n);
        return expected == 1 ? Double.NaN : (accuracy() - expected) / (1 - expected);
    }

    /** Share of positives among positive decisions; NaN without any. */
    public double precision() {
        return (double) truePositives / (truePositives + falsePositives);
    }

    /** Share of positives that are decided positive; NaN without positives. */
    public double recall() {
        return (double) truePositives / positives();
    }

    /** Share of negatives that are decided negative; NaN without negatives. */
    public double specificity() {
        return (double) trueNegatives / (trueNegatives + falsePositives);
    }

    /** 2 · true positives / (positives + positive decisions); NaN if both are 0. */
    public double f1() {
        return 2.0 * truePositives / (positives() + truePositives + falsePositives);
    }

    /** The metrics that are defined, by name. */
    public SortedMap<String, Double> metrics() {
        SortedMap<String, Double> metrics = new TreeMap<>();
        for (Metric metric : Metric.values()) {
            double value = metric.of(this);
            if (Double.isFinite(value)) {
                metrics.put(metric.id(), value);
            }
        }
        return metrics;
    }
}
