package io.millrace.drift.performance;

/**
 * What performance is expected of scores alone, if they are probabilities. An estimate: it can't
 * see that the same features came to mean something else.
 *
 * @param scored events that it's of
 * @param accuracy expected share of right decisions; NaN without events
 * @param precision expected; NaN without a positive decision
 * @param recall expected; NaN if no positive is expected
 * @param auc expected area under the ROC curve; NaN if one class isn't expected
 * @param positiveRate expected share of positives
 */
public record EstimatedPerformance(
        long scored,
        double accuracy,
        double precision,
        double recall,
        double auc,
        double positiveRate) {}
