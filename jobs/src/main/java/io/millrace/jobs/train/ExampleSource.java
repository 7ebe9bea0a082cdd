package io.millrace.jobs.train;

import io.millrace.schemas.avro.DataRange;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.prediction.LabelledPrediction;
import io.millrace.schemas.serde.SchemaRegistry;

import java.io.Serializable;
import java.util.List;
import java.util.function.Consumer;

/** Where a trigger's training examples are read. */
public interface ExampleSource {

    /**
     * Gives every example of the ranges, in no defined order between partitions.
     *
     * @throws io.millrace.scoring.train.TrainingRefusedException if the ranges hold what isn't an
     *     example, or end after their topic
     * @throws IllegalStateException if they can't be read now
     */
    void read(List<DataRange> ranges, Consumer<LabelledPrediction> examples);

    /** Opens a source where the operator runs. */
    interface Factory extends Serializable {

        /**
         * @param features of the examples
         * @param schemas where writers' schemas are found
         */
        ExampleSource open(RowType features, SchemaRegistry schemas);
    }
}
