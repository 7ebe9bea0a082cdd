package io.millrace.schemas.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

class PredictionCodecTest {
    private static final RowType FEATURES = Examples.FEATURES;

    private final PredictionCodec codec = new PredictionCodec(FEATURES);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void givesBackWhatWasWritten(long seed) throws IOException {
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            ScoredEvent prediction = Examples.prediction(random, FEATURES);

            byte[] bytes = codec.encode(prediction);

            assertThat(codec.decode(bytes, 0, codec.schema()))
                    .as("seed %d, prediction %d", seed, i)
                    .isEqualTo(prediction);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5, 6})
    void writesTheBytesOfAvrosGenericWriter(long seed) throws IOException {
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            ScoredEvent prediction = Examples.prediction(random, FEATURES);

            assertThat(codec.encode(prediction))
                    .as("seed %d, prediction %d", seed, i)
                    .isEqualTo(generic(prediction));
        }
    }

    @Test
    void putsThePrefixFirst() throws IOException {
        ScoredEvent prediction = Examples.prediction(new Random(7), FEATURES);

        byte[] bytes = codec.encode(new byte[] {0, 0, 0, 1, 2}, prediction);

        assertThat(bytes).startsWith(0, 0, 0, 1, 2);
        assertThat(Arrays.copyOfRange(bytes, 5, bytes.length)).isEqualTo(codec.encode(prediction));
        assertThat(codec.decode(bytes, 5, codec.schema())).isEqualTo(prediction);
    }

    @Test
    void forgetsWhatAFailedCallHadWritten() {
        ScoredEvent prediction = Examples.prediction(new Random(8), FEATURES);
        byte[] before = codec.encode(prediction);
        Row broken = new Row(FEATURES.size());
        broken.setLong(FEATURES.index("country"), 1);

        assertThatThrownBy(() -> codec.encode(withFeatures(prediction, broken)))
                .isInstanceOf(NullPointerException.class);

        assertThat(codec.encode(prediction)).isEqualTo(before);
    }

    @Test
    void refusesARowOfAnotherFeatureSet() {
        ScoredEvent prediction = Examples.prediction(new Random(9), FEATURES);

        assertThatThrownBy(() -> codec.encode(withFeatures(prediction, new Row(4))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the row has 4 features, the feature set 5");
    }

    @Test
    void readsPredictionsOfASmallerAndALargerFeatureSet() throws IOException {
        RowType smaller = new RowType(List.of(FEATURES.field(2), FEATURES.field(0)));
        PredictionCodec smallerCodec = new PredictionCodec(smaller);
        Row values = new Row(2);
        values.setText(0, "FR");
        values.setDouble(1, 2.5);
        ScoredEvent prediction =
                withFeatures(Examples.prediction(new Random(10), FEATURES), values);
        Row widened = new Row(FEATURES.size());
        widened.setText(FEATURES.index("country"), "FR");
        widened.setDouble(FEATURES.index("account_amount_mean_7d"), 2.5);

        ScoredEvent read = codec.decode(smallerCodec.encode(prediction), 0, smallerCodec.schema());
        ScoredEvent back = smallerCodec.decode(codec.encode(read), 0, codec.schema());

        assertThat(read).isEqualTo(withFeatures(prediction, widened));
        assertThat(back).isEqualTo(prediction);
    }

    @Test
    void saysWhenBytesEndTooEarly() {
        byte[] bytes = codec.encode(Examples.prediction(new Random(11), FEATURES));

        assertThatThrownBy(
                        () ->
                                codec.decode(
                                        Arrays.copyOf(bytes, bytes.length - 1), 0, codec.schema()))
                .isInstanceOf(EOFException.class);
    }

    private static ScoredEvent withFeatures(ScoredEvent p, Row features) {
        return new ScoredEvent(
                p.predictionId(),
                p.pipeline(),
                p.eventId(),
                p.eventTime(),
                p.entities(),
                p.model(),
                p.version(),
                p.digest(),
                p.role(),
                p.epoch(),
                p.score(),
                p.decision(),
                p.threshold(),
                p.fingerprint(),
                p.reasons(),
                p.shadowScores(),
                features);
    }

    /** The same prediction through Avro's own builder and writer, by field name. */
    private byte[] generic(ScoredEvent p) throws IOException {
        Schema schema = codec.schema();
        Schema entity = schema.getField("entities").schema().getElementType();
        Schema reason = schema.getField("reasons").schema().getElementType();
        Schema shadow = schema.getField("shadow_scores").schema().getElementType();
        GenericRecord features = new GenericData.Record(schema.getField("features").schema());
        FEATURES.fields()
                .forEach(
                        f -> {
                            int index = FEATURES.index(f.name());
                            features.put(f.name(), p.features().get(index, f.type()));
                        });
        GenericRecord record =
                new GenericRecordBuilder(schema)
                        .set("features", features)
                        .set(
                                "shadow_scores",
                                p.shadowScores().stream()
                                        .map(
                                                s ->
                                                        new GenericRecordBuilder(shadow)
                                                                .set("digest", s.digest())
                                                                .set("version", s.version())
                                                                .set("score", s.score())
                                                                .set("decision", s.decision())
                                                                .build())
                                        .toList())
                        .set(
                                "reasons",
                                p.reasons().stream()
                                        .map(
                                                r ->
                                                        new GenericRecordBuilder(reason)
                                                                .set("feature", r.feature())
                                                                .set(
                                                                        "contribution",
                                                                        r.contribution())
                                                                .build())
                                        .toList())
                        .set("fingerprint", p.fingerprint())
                        .set("threshold", p.threshold())
                        .set("decision", p.decision())
                        .set("score", p.score())
                        .set("epoch", p.epoch())
                        .set(
                                "role",
                                new GenericData.EnumSymbol(
                                        schema.getField("role").schema(), p.role().name()))
                        .set("digest", p.digest())
                        .set("version", p.version())
                        .set("model", p.model())
                        .set(
                                "entities",
                                p.entities().stream()
                                        .map(
                                                e ->
                                                        new GenericRecordBuilder(entity)
                                                                .set("entity", e.entity())
                                                                .set("key", e.key())
                                                                .build())
                                        .toList())
                        .set("event_time", p.eventTime())
                        .set("event_id", p.eventId())
                        .set("pipeline", p.pipeline())
                        .set("prediction_id", p.predictionId())
                        .build();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
        encoder.flush();
        return out.toByteArray();
    }
}
