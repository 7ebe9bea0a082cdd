package io.millrace.scoring.train;

import io.millrace.schemas.event.Row;
import io.millrace.scoring.Link;
import io.millrace.scoring.Predictor;

import java.util.List;

/** Learns a predictor for each class, or for the value of a regression. */
interface TargetLearner {

    /** Whether numbers must be brought to one scale, and gaps be filled. */
    boolean needsStandardised();

    /**
     * @param training with the encoder of its rows
     * @param golden with the encoder of theirs
     */
    Learnt learn(
            EncodedRows encoder, TargetSet training, EncodedRows goldenEncoder, List<Row> golden);

    /**
     * @param expected the trainer's own scores of each golden row
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Learnt(List<? extends Predictor> predictors, Link link, double[][] expected) {}
}
