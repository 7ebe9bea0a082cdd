package io.millrace.schemas.prediction;

import io.millrace.schemas.avro.FeatureVector;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.topic.RecordSchemas;

import org.apache.avro.Schema;

/** The schema of the vectors that a pipeline publishes for online stores. */
public final class FeatureVectorSchema {
    private FeatureVectorSchema() {}

    /** {@code FeatureVector} with a nullable field for each feature. */
    public static Schema of(RowType features) {
        return FeatureSchemas.fill(RecordSchemas.of(FeatureVector.class), features);
    }
}
