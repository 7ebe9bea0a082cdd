package io.millrace.registry.lifecycle;

/** How far a figure may be off by chance. */
final class Chance {
    /** Of ever being beyond the radius without cause, however often one looks. */
    private static final double ALPHA = 0.05;

    /** The standard error at which the radius is narrowest: some twenty positives' AUC. */
    private static final double TUNED_TO = 0.05;

    private Chance() {}

    /**
     * Variance of a share; of (k + 1) / (n + 2), so that 0 and 1 aren't certain either.
     *
     * @param share in [0, 1]
     * @param rows at least 1
     */
    static double shareVariance(double share, long rows) {
        double shrunk = (share * rows + 1) / (rows + 2);
        return shrunk * (1 - shrunk) / rows;
    }

    /**
     * Variance of an AUC after Hanley and McNeil, The meaning and use of the area under a receiver
     * operating characteristic curve, Radiology 143 (1982). An AUC next to 0 or 1 counts as half a
     * pair off.
     *
     * @param auc in [0, 1]
     * @param positives labelled 1; without one the variance is infinite
     * @param negatives labelled 0; the same
     */
    static double aucVariance(double auc, long positives, long negatives) {
        if (positives < 1 || negatives < 1) {
            return Double.POSITIVE_INFINITY;
        }
        double pairs = (double) positives * negatives;
        double half = 0.5 / Math.min(positives, negatives);
        double a = Math.max(half, Math.min(1 - half, auc));
        double q1 = a / (2 - a);
        double q2 = 2 * a * a / (1 + a);
        return (a * (1 - a) + (positives - 1) * (q1 - a * a) + (negatives - 1) * (q2 - a * a))
                / pairs;
    }

    /**
     * Half the width of a confidence sequence for a normal mean: with probability 0.95 an estimate
     * is never further than this from the truth, at any of all the times at which it's looked at.
     * Robbins' normal mixture (Annals of Mathematical Statistics 41, 1970), one side of it.
     *
     * @param variance of the estimate, above 0
     */
    static double radius(double variance) {
        return radius(variance, ALPHA, TUNED_TO);
    }

    /**
     * The same for another probability.
     *
     * @param alpha of ever being beyond it on this one side, below 0.5
     * @param tunedTo the standard error at which it's narrowest
     */
    static double radius(double variance, double alpha, double tunedTo) {
        double level = -2 * StrictMath.log(2 * alpha);
        double information = 1 / variance;
        double prior = 1 / (tunedTo * tunedTo) / (level + StrictMath.log1p(level));
        double logarithm = StrictMath.log((information + prior) / prior) + level;
        return StrictMath.sqrt((information + prior) * logarithm) / information;
    }
}
