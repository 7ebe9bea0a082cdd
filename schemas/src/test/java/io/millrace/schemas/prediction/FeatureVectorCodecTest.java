package io.millrace.schemas.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.prediction.FeatureVectorCodec.Vector;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

class FeatureVectorCodecTest {
    private static final RowType KEYS =
            new RowType(
                    List.of(
                            new Field("account_id", ValueType.STRING, false),
                            new Field("shop", ValueType.INTEGER, true)));
    private static final RowType FEATURES = Examples.FEATURES;

    private final FeatureVectorCodec codec = new FeatureVectorCodec(KEYS, FEATURES);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void writesTheBytesOfAvrosGenericWriter(long seed) throws IOException {
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            Vector vector =
                    new Vector(
                            "account",
                            "tx-€-" + i,
                            random.nextLong() >> 2,
                            "abc",
                            Examples.row(random, KEYS),
                            Examples.row(random, FEATURES));

            byte[] bytes = codec.encode(new byte[] {0, 0, 0, 0, 9}, vector);

            assertThat(bytes).startsWith(0, 0, 0, 0, 9);
            assertThat(Arrays.copyOfRange(bytes, 5, bytes.length))
                    .as("seed %d, vector %d", seed, i)
                    .isEqualTo(generic(vector));
        }
    }

    @Test
    void refusesRowsOfOtherSizes() {
        Vector vector = new Vector("a", "e", 1, "f", new Row(1), new Row(FEATURES.size()));

        assertThatThrownBy(() -> codec.encode(new byte[0], vector))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the vector has 1 keys and 5 features, its schema 2 and 5");
    }

    private static byte[] generic(Vector vector) throws IOException {
        Schema schema = FeatureVectorSchema.of(KEYS, FEATURES);
        GenericRecord record = new GenericData.Record(schema);
        record.put("vector_id", vector.entity() + "/" + vector.eventId());
        record.put("entity", vector.entity());
        record.put("event_id", vector.eventId());
        record.put("event_time", vector.eventTime());
        record.put("fingerprint", vector.fingerprint());
        fill(record, KEYS, vector.keys());
        fill(record, FEATURES, vector.features());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
        encoder.flush();
        return out.toByteArray();
    }

    private static void fill(GenericRecord record, RowType type, Row row) {
        for (int i = 0; i < type.size(); i++) {
            record.put(type.field(i).name(), row.get(i, type.field(i).type()));
        }
    }
}
