package io.millrace.scoring.metrics;

/**
 * What known values say about a regression.
 *
 * @param rows how many
 * @param rootMeanSquaredError in the target's unit; NaN without rows
 * @param meanAbsoluteError in the target's unit; NaN without rows
 * @param bias mean of score − target
 * @param determination R²: 1 − Σ (target − score)² / Σ (target − mean)²; NaN if all targets are
 *     equal
 */
public record RegressionEvaluation(
        long rows,
        double rootMeanSquaredError,
        double meanAbsoluteError,
        double bias,
        double determination) {

    public static RegressionEvaluation of(double[] scores, double[] targets) {
        if (scores.length != targets.length) {
            throw new IllegalArgumentException(
                    scores.length + " scores for " + targets.length + " targets");
        }
        double rows = scores.length;
        double mean = 0;
        for (double target : targets) {
            mean += target / rows;
        }
        double squares = 0;
        double sizes = 0;
        double sum = 0;
        double spread = 0;
        for (int row = 0; row < scores.length; row++) {
            double error = scores[row] - targets[row];
            squares += error * error;
            sizes += Math.abs(error);
            sum += error;
            spread += (targets[row] - mean) * (targets[row] - mean);
        }
        return new RegressionEvaluation(
                scores.length,
                Math.sqrt(squares / rows),
                sizes / rows,
                sum / rows,
                spread == 0 ? Double.NaN : 1 - squares / spread);
    }
}
