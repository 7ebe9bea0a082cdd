package io.millrace.scoring.metrics;

/**
 * What labelled rows say about a model. A figure that isn't defined is NaN, never a guess.
 *
 * @param rows how many
 * @param positives how many of them are labelled positive
 * @param auc probability that a random positive scores above a random negative, a tie counting one
 *     half; NaN without rows of both classes
 * @param averagePrecision Σ (recallᵢ − recallᵢ₋₁) · precisionᵢ over distinct scores, downwards; NaN
 *     without positives
 * @param logLoss mean negative natural logarithm of the label's probability, which is cut to
 *     [1e-15, 1 − 1e-15]; NaN without rows
 * @param brier mean squared difference of score and label; NaN without rows
 * @param accuracy share of right decisions at the threshold; NaN without rows
 * @param precision share of positives among positive decisions; NaN without any
 * @param recall share of positives that are decided positive; NaN without positives
 * @param f1 2 · true positives / (positives + positive decisions); NaN if both are 0
 * @param kappa Cohen's: (accuracy − that expected if decisions were independent of labels) / (1 −
 *     the same); NaN without rows, and where one class is all there is
 * @param threshold score from which on the decision is positive
 */
public record Evaluation(
        long rows,
        long positives,
        double auc,
        double averagePrecision,
        double logLoss,
        double brier,
        double accuracy,
        double precision,
        double recall,
        double f1,
        double kappa,
        double threshold) {}
