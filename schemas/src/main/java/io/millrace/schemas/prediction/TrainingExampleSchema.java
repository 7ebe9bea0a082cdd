package io.millrace.schemas.prediction;

import io.millrace.schemas.avro.TrainingExample;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.topic.RecordSchemas;

import org.apache.avro.Schema;

/** The schema of a pipeline's training examples. */
public final class TrainingExampleSchema {
    private TrainingExampleSchema() {}

    /** {@code TrainingExample} around {@link PredictionSchema#of}. */
    public static Schema of(RowType features) {
        return FeatureSchemas.fill(RecordSchemas.of(TrainingExample.class), features);
    }
}
