package io.millrace.scoring.metrics;

/**
 * What labelled rows say about a multiclass model.
 *
 * @param rows how many
 * @param accuracy share of rows whose class is the likeliest, the first of equal ones
 * @param logLoss mean negative natural logarithm of the class's probability, cut to 1e-15
 * @param macroF1 mean over the classes of 2 · hits / (rows of it + decisions for it), 0 where there
 *     are neither
 * @param kappa Cohen's; NaN where chance alone would be always right
 */
public record MulticlassEvaluation(
        long rows, double accuracy, double logLoss, double macroF1, double kappa) {
    private static final double SMALLEST_PROBABILITY = 1e-15;

    /**
     * @param scores of each row, one for each class, summing to 1
     * @param labels the number of each row's class
     */
    public static MulticlassEvaluation of(double[][] scores, int[] labels) {
        if (scores.length != labels.length) {
            throw new IllegalArgumentException(
                    scores.length + " scores for " + labels.length + " labels");
        }
        int classes = scores.length == 0 ? 0 : scores[0].length;
        double[] known = new double[classes];
        double[] decided = new double[classes];
        double[] hits = new double[classes];
        double loss = 0;
        for (int row = 0; row < scores.length; row++) {
            int likeliest = likeliest(scores[row]);
            known[labels[row]]++;
            decided[likeliest]++;
            hits[labels[row]] += likeliest == labels[row] ? 1 : 0;
            loss -= StrictMath.log(Math.max(SMALLEST_PROBABILITY, scores[row][labels[row]]));
        }
        double right = 0;
        double chance = 0;
        double f1 = 0;
        double rows = scores.length;
        for (int label = 0; label < classes; label++) {
            right += hits[label];
            chance += known[label] * decided[label] / rows / rows;
            double both = known[label] + decided[label];
            f1 += both == 0 ? 0 : 2 * hits[label] / both / classes;
        }
        double accuracy = right / rows;
        double kappa = chance == 1 ? Double.NaN : (accuracy - chance) / (1 - chance);
        return new MulticlassEvaluation(
                scores.length, accuracy, loss / rows, rows == 0 ? Double.NaN : f1, kappa);
    }

    private static int likeliest(double[] scores) {
        int highest = 0;
        for (int label = 1; label < scores.length; label++) {
            highest = scores[label] > scores[highest] ? label : highest;
        }
        return highest;
    }
}
