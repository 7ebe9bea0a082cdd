package io.millrace.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.serde.Decoding.Decoded;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/** Whatever Avro's own reader makes of a record, the decoder makes of it too. */
class EventDecoderOracleTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void readsWhatAvroReads(long seed) throws IOException {
        Random random = new Random(seed);
        RandomAvro avro = new RandomAvro(random);
        for (int i = 0; i < 200; i++) {
            RandomAvro.Pair pair = avro.pair();
            InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
            int id = registry.register("events-value", pair.writer().toString());
            RowType fields = randomProjection(pair.reader(), random);
            EventDecoder decoder =
                    new EventDecoder(registry, EventLayout.of(pair.reader(), fields, "id", "at"));

            for (int j = 0; j < 10; j++) {
                byte[] bytes = avro.bytes(avro.record(pair.writer()));
                GenericRecord expected = readByAvro(pair, bytes);
                byte[] value = WireFormat.frame(id, bytes);

                Decoding decoding = decoder.decode(value);

                String what = "seed " + seed + ", schema " + i + ", record " + j + ": " + pair;
                assertThat(decoding).as(what).isInstanceOf(Decoded.class);
                Decoded decoded = (Decoded) decoding;
                assertThat(decoded.id()).as(what).isEqualTo(String.valueOf(expected.get("id")));
                assertThat(decoded.time()).as(what).isEqualTo(millis(expected, "at"));
                assertThat(decoder.eventTime(value)).as(what).isEqualTo(decoded.time());
                for (int f = 0; f < fields.size(); f++) {
                    Field field = fields.field(f);
                    assertThat(decoded.fields().get(f, field.type()))
                            .as("%s of %s", field, what)
                            .isEqualTo(expected(expected, field));
                }
            }
        }
    }

    private static RowType randomProjection(Schema reader, Random random) {
        List<Field> fields = new ArrayList<>(RowTypes.of(reader).fields());
        fields.removeIf(field -> random.nextInt(4) == 0);
        Collections.shuffle(fields, random);
        return new RowType(fields);
    }

    private static GenericRecord readByAvro(RandomAvro.Pair pair, byte[] bytes) throws IOException {
        return new GenericDatumReader<GenericRecord>(pair.writer(), pair.reader())
                .read(null, DecoderFactory.get().binaryDecoder(bytes, null));
    }

    private static @Nullable Object expected(GenericRecord record, Field field) {
        Object value = record.get(field.name());
        if (value == null) {
            return null;
        }
        return switch (field.type()) {
            case BOOLEAN -> value;
            case INTEGER -> ((Number) value).longValue();
            case DOUBLE -> ((Number) value).doubleValue();
            case STRING -> value.toString();
            case TIMESTAMP -> millis(record, field.name());
        };
    }

    private static long millis(GenericRecord record, String field) {
        long value = (Long) Objects.requireNonNull(record.get(field));
        Schema schema = record.getSchema().getField(field).schema();
        String type = schema.toString();
        long perMilli =
                type.contains("timestamp-nanos")
                        ? 1_000_000
                        : type.contains("timestamp-micros") ? 1_000 : 1;
        return value >= 0 ? value / perMilli : -((-value + perMilli - 1) / perMilli);
    }
}
