package io.millrace.scoring.train;

import io.millrace.scoring.Calibration;

/**
 * Maximum likelihood of a logistic curve over margins, by Newton's method with backtracking, with
 * Platt's smoothed targets; Lin, Lin and Weng, A note on Platt's probabilistic outputs for support
 * vector machines, 2007.
 */
final class PlattFit {
    private static final int MOST_STEPS = 100;
    private static final double RIDGE = 1e-12;
    private static final double FLAT = 1e-9;
    private static final double SMALLEST_STEP = 1e-10;

    private final double[] margins;
    private final double[] targets;

    private PlattFit(double[] margins, double[] targets) {
        this.margins = margins;
        this.targets = targets;
    }

    /** A curve that rises; none if the labels don't rise with the margins. */
    static Calibration fit(double[] margins, boolean[] labels) {
        double positives = 0;
        for (boolean label : labels) {
            positives += label ? 1 : 0;
        }
        double high = (positives + 1) / (positives + 2);
        double low = 1 / (labels.length - positives + 2);
        double[] targets = new double[labels.length];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = labels[i] ? high : low;
        }
        double prior = (positives + 1) / (labels.length + 2);
        return new PlattFit(margins, targets).newton(StrictMath.log(prior / (1 - prior)));
    }

    private Calibration newton(double prior) {
        double slope = 0;
        double intercept = prior;
        double loss = loss(slope, intercept);
        for (int iteration = 0; iteration < MOST_STEPS; iteration++) {
            double[] step = direction(slope, intercept);
            double size = 1;
            double next = loss(slope + step[0], intercept + step[1]);
            while (!(next <= loss) && size > SMALLEST_STEP) {
                size /= 2;
                next = loss(slope + size * step[0], intercept + size * step[1]);
            }
            if (!(next < loss - FLAT)) {
                break;
            }
            slope += size * step[0];
            intercept += size * step[1];
            loss = next;
        }
        boolean rises = slope > 0 && Double.isFinite(slope) && Double.isFinite(intercept);
        return rises ? new Calibration.Platt(slope, intercept) : new Calibration.None();
    }

    private double[] direction(double slope, double intercept) {
        double h11 = RIDGE;
        double h12 = 0;
        double h22 = RIDGE;
        double g1 = 0;
        double g2 = 0;
        for (int i = 0; i < margins.length; i++) {
            double p = 1 / (1 + StrictMath.exp(-(slope * margins[i] + intercept)));
            double error = targets[i] - p;
            double weight = p * (1 - p);
            g1 += error * margins[i];
            g2 += error;
            h11 += weight * margins[i] * margins[i];
            h12 += weight * margins[i];
            h22 += weight;
        }
        double determinant = h11 * h22 - h12 * h12;
        return new double[] {
            (h22 * g1 - h12 * g2) / determinant, (h11 * g2 - h12 * g1) / determinant
        };
    }

    private double loss(double slope, double intercept) {
        double loss = 0;
        for (int i = 0; i < margins.length; i++) {
            double z = slope * margins[i] + intercept;
            // log(1 + e^-z) without overflow, plus what a target below 1 adds.
            double softplus = StrictMath.log1p(StrictMath.exp(-Math.abs(z))) + Math.max(-z, 0);
            loss += softplus + (1 - targets[i]) * z;
        }
        return loss;
    }
}
