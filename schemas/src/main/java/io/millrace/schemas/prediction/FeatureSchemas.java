package io.millrace.schemas.prediction;

import io.millrace.schemas.avro.Features;
import io.millrace.schemas.avro.Prediction;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.topic.RecordSchemas;

import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

import java.util.List;
import java.util.Locale;

/** Puts a feature set's fields into the records that are published without them. */
final class FeatureSchemas {
    private static final String FEATURES = Features.class.getName();
    private static final String PREDICTION = Prediction.class.getName();

    private FeatureSchemas() {}

    /** The record's schema with the fields of {@code Features} filled in. */
    static Schema fill(Schema record, RowType features) {
        Schema vector = vector(features);
        List<Schema.Field> fields =
                record.getFields().stream()
                        .map(
                                field ->
                                        new Schema.Field(
                                                field, replaced(field.schema(), vector, features)))
                        .toList();
        return Schema.createRecord(
                record.getName(), record.getDoc(), record.getNamespace(), false, fields);
    }

    private static Schema replaced(Schema schema, Schema vector, RowType features) {
        if (schema.getFullName().equals(PREDICTION)) {
            return PredictionSchema.of(features);
        }
        return schema.getFullName().equals(FEATURES) ? vector : schema;
    }

    private static Schema vector(RowType features) {
        Schema empty = RecordSchemas.of(Features.class);
        return Schema.createRecord(
                empty.getName(),
                "The feature vector: one nullable field for each feature, null meaning missing.",
                empty.getNamespace(),
                false,
                features.fields().stream().map(FeatureSchemas::feature).toList());
    }

    static Schema.Field feature(Field feature) {
        String type = feature.type().name().toLowerCase(Locale.ROOT);
        return nullable(
                feature, "The feature " + feature.name() + ", " + type + "; null if it's missing.");
    }

    static Schema.Field key(Field key) {
        return nullable(key, "What identifies an entity; null if the vector is of another one.");
    }

    private static Schema.Field nullable(Field field, String doc) {
        return new Schema.Field(
                field.name(),
                Schema.createUnion(Schema.create(Schema.Type.NULL), schema(field.type())),
                doc,
                Schema.Field.NULL_DEFAULT_VALUE);
    }

    private static Schema schema(ValueType type) {
        return switch (type) {
            case BOOLEAN -> Schema.create(Schema.Type.BOOLEAN);
            case INTEGER -> Schema.create(Schema.Type.LONG);
            case DOUBLE -> Schema.create(Schema.Type.DOUBLE);
            case STRING -> Schema.create(Schema.Type.STRING);
            case TIMESTAMP ->
                    LogicalTypes.timestampMillis().addToSchema(Schema.create(Schema.Type.LONG));
        };
    }
}
