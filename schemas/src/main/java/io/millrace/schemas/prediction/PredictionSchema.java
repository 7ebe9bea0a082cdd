package io.millrace.schemas.prediction;

import io.millrace.schemas.avro.Prediction;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.topic.RecordSchemas;

import org.apache.avro.Schema;

/** The schema of a pipeline's predictions. */
public final class PredictionSchema {
    private PredictionSchema() {}

    /**
     * {@code Prediction} with a nullable field for each feature. The text is a function of the
     * feature set alone, and a feature more is a backward compatible change.
     */
    public static Schema of(RowType features) {
        return FeatureSchemas.fill(RecordSchemas.of(Prediction.class), features);
    }
}
