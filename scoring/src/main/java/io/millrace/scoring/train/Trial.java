package io.millrace.scoring.train;

import io.millrace.schemas.pipeline.Model;

/**
 * One setting that a search tried.
 *
 * @param number from 0, in the order in which they were drawn
 * @param rows newest training rows that it was tried on
 * @param figure mean of the gate's metric over the folds; NaN if it couldn't be tried
 * @param logLoss mean over the folds; NaN if it couldn't be tried
 * @param note why it couldn't be tried; or empty
 */
public record Trial(
        int number, Model.Trainer trainer, int rows, double figure, double logLoss, String note) {

    /** Whether it's a better one; of equal figures the lower loss, then the one drawn first. */
    boolean isBetterThan(Trial other) {
        if (Double.isNaN(figure) || Double.isNaN(other.figure)) {
            return !Double.isNaN(figure);
        }
        if (figure != other.figure) {
            return figure > other.figure;
        }
        return logLoss != other.logLoss ? logLoss < other.logLoss : number < other.number;
    }
}
