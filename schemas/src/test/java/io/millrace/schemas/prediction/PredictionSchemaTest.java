package io.millrace.schemas.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.schemas.avro.FeatureVector;
import io.millrace.schemas.avro.Prediction;
import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.serde.AvroRecordDeserializer;
import io.millrace.schemas.serde.InMemorySchemaRegistry;
import io.millrace.schemas.serde.SchemaRegistry;
import io.millrace.schemas.serde.WireFormat;
import io.millrace.schemas.topic.RecordSchemas;

import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class PredictionSchemaTest {
    private static final RowType FEATURES = Examples.FEATURES;

    @Test
    void hasANamedTypedNullableFieldForEachFeature() {
        Schema features = PredictionSchema.of(FEATURES).getField("features").schema();

        assertThat(features.getFields())
                .extracting(f -> f.name() + " " + f.schema())
                .containsExactly(
                        "account_amount_mean_7d [\"null\",\"double\"]",
                        "account_amount_count_1h [\"null\",\"long\"]",
                        "country [\"null\",\"string\"]",
                        "foreign [\"null\",\"boolean\"]",
                        "card_since [\"null\","
                                + "{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}]");
        assertThat(features.getFields())
                .allSatisfy(
                        f -> {
                            assertThat(f.doc()).contains(f.name());
                            assertThat(f.hasDefaultValue()).isTrue();
                        });
    }

    @Test
    void keepsEverythingElseOfThePublishedRecord() {
        Schema published = RecordSchemas.of(Prediction.class);

        assertThat(PredictionSchema.of(new RowType(List.of()))).isEqualTo(published);
        assertThat(PredictionSchema.of(FEATURES).getFields())
                .extracting(Schema.Field::name, Schema.Field::doc, Schema.Field::hasDefaultValue)
                .containsExactlyElementsOf(
                        published.getFields().stream()
                                .map(f -> tuple(f.name(), f.doc(), f.hasDefaultValue()))
                                .toList());
    }

    @Test
    void parsesFromItsOwnText() {
        Schema schema = PredictionSchema.of(FEATURES);

        assertThat(new Schema.Parser().parse(schema.toString())).isEqualTo(schema);
    }

    @Test
    void staysCompatibleWhenFeaturesComeAndGo() {
        List<Field> more = new ArrayList<>(FEATURES.fields());
        more.add(1, new Field("merchant_amount_p95_1h", ValueType.DOUBLE, true));
        Schema older = PredictionSchema.of(FEATURES);
        Schema newer = PredictionSchema.of(new RowType(more));

        assertThat(compatibility(newer, older)).isEqualTo(SchemaCompatibilityType.COMPATIBLE);
        assertThat(compatibility(older, newer)).isEqualTo(SchemaCompatibilityType.COMPATIBLE);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void isReadByTheGeneratedClassWithoutTheFeatures(long seed) {
        Random random = new Random(seed);
        PredictionCodec codec = new PredictionCodec(FEATURES);
        SchemaRegistry registry = new InMemorySchemaRegistry();
        int id = registry.register("p-value", codec.schema().toString());
        byte[] header = WireFormat.frame(id, new byte[0]);
        AvroRecordDeserializer<Prediction> reader =
                new AvroRecordDeserializer<>(registry, Prediction.class);
        for (int i = 0; i < 100; i++) {
            ScoredEvent written = Examples.prediction(random, FEATURES);

            Prediction read = reader.deserialize(codec.encode(header, written));

            String which = "seed %d, prediction %d".formatted(seed, i);
            assertThat(read.getEventId()).as(which).isEqualTo(written.eventId());
            assertThat(read.getPredictionId()).isEqualTo(written.predictionId());
            assertThat(read.getEventTime().toEpochMilli()).isEqualTo(written.eventTime());
            assertThat(read.getEntities()).hasSameSizeAs(written.entities());
            assertThat(read.getRole()).isEqualTo(written.role());
            assertThat(read.getScore()).isEqualTo(written.score());
            assertThat(read.getReasons()).hasSameSizeAs(written.reasons());
            assertThat(read.getFingerprint()).isEqualTo(written.fingerprint());
        }
    }

    @Test
    void vectorHasKeysAndFeaturesBesideItsOwnFields() {
        RowType keys = new RowType(List.of(new Field("account_id", ValueType.STRING, false)));
        Schema vector = FeatureVectorSchema.of(keys, FEATURES);

        assertThat(vector.getFields().stream().map(Schema.Field::name).limit(6))
                .containsExactly(
                        "vector_id",
                        "entity",
                        "event_id",
                        "event_time",
                        "fingerprint",
                        "account_id");
        for (Field feature : FEATURES.fields()) {
            assertThat(vector.getField(feature.name()).schema())
                    .isEqualTo(
                            PredictionSchema.of(FEATURES)
                                    .getField("features")
                                    .schema()
                                    .getField(feature.name())
                                    .schema());
        }
        assertThat(FeatureVectorSchema.of(new RowType(List.of()), new RowType(List.of())))
                .isEqualTo(RecordSchemas.of(FeatureVector.class));
        assertThat(FeatureVectorSchema.ownFields()).hasSize(5);
    }

    private static SchemaCompatibilityType compatibility(Schema reader, Schema writer) {
        return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getType();
    }
}
