package io.millrace.schemas.prediction;

import io.millrace.schemas.avro.FeatureVector;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.topic.RecordSchemas;

import org.apache.avro.Schema;

import java.util.List;
import java.util.stream.Stream;

/** The schema of the vectors that a pipeline publishes for online stores and other pipelines. */
public final class FeatureVectorSchema {
    private FeatureVectorSchema() {}

    /** The fields that every vector has: no key and no published feature can have such a name. */
    public static List<String> ownFields() {
        return RecordSchemas.of(FeatureVector.class).getFields().stream()
                .map(Schema.Field::name)
                .toList();
    }

    /**
     * {@code FeatureVector} with a nullable field for each key and each feature behind its own.
     *
     * @param keys the fields that identify the published entities
     * @throws org.apache.avro.AvroRuntimeException if a name is there twice
     */
    public static Schema of(RowType keys, RowType features) {
        Schema head = RecordSchemas.of(FeatureVector.class);
        Stream<Schema.Field> own =
                head.getFields().stream().map(field -> new Schema.Field(field, field.schema()));
        Stream<Schema.Field> filled =
                Stream.concat(
                        keys.fields().stream().map(FeatureSchemas::key),
                        features.fields().stream().map(FeatureSchemas::feature));
        return Schema.createRecord(
                head.getName(),
                head.getDoc(),
                head.getNamespace(),
                false,
                Stream.concat(own, filled).toList());
    }
}
