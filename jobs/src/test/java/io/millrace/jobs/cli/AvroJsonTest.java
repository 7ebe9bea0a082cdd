package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

class AvroJsonTest {

    @ParameterizedTest
    @CsvSource({
        "timestamp-millis, 1767225600123, 2026-01-01T00:00:00.123Z",
        "timestamp-millis, -1, 1969-12-31T23:59:59.999Z",
        "timestamp-micros, 1767225600123456, 2026-01-01T00:00:00.123456Z",
        "timestamp-nanos, 1767225600123456789, 2026-01-01T00:00:00.123456789Z",
        "local-timestamp-millis, 1767225600000, 2026-01-01T00:00:00",
        "time-micros, 86399000000, 23:59:59",
    })
    void writesTimesInIso8601(String logical, long value, String expected) {
        Schema schema = parse("{\"type\": \"long\", \"logicalType\": \"" + logical + "\"}");

        assertThat(AvroJson.of(schema, value)).hasToString("\"" + expected + "\"");
    }

    @Test
    void writesDates() {
        Schema schema = parse("{\"type\": \"int\", \"logicalType\": \"date\"}");

        assertThat(AvroJson.of(schema, 20_454)).hasToString("\"2026-01-01\"");
    }

    @Test
    void writesDecimalsAsNumbers() {
        Schema schema =
                parse(
                        "{\"type\": \"bytes\", \"logicalType\": \"decimal\", \"precision\": 9,"
                                + " \"scale\": 2}");

        assertThat(AvroJson.of(schema, ByteBuffer.wrap(new byte[] {(byte) 0x04, (byte) 0xd2})))
                .hasToString("12.34");
    }

    @Test
    void keepsEveryDigitOfALong() {
        Schema schema = Schema.create(Schema.Type.LONG);

        assertThat(AvroJson.of(schema, Long.MAX_VALUE)).hasToString("9223372036854775807");
        assertThat(AvroJson.of(schema, Long.MIN_VALUE)).hasToString("-9223372036854775808");
    }

    @Test
    void writesNumbersThatJsonLacksAsText() {
        Schema schema = Schema.create(Schema.Type.DOUBLE);

        assertThat(AvroJson.of(schema, Double.NaN)).hasToString("\"NaN\"");
        assertThat(AvroJson.of(schema, Double.NEGATIVE_INFINITY)).hasToString("\"-Infinity\"");
        assertThat(AvroJson.of(schema, 0.1)).hasToString("0.1");
        assertThat(AvroJson.of(Schema.create(Schema.Type.FLOAT), 0.1f)).hasToString("0.1");
    }

    @Test
    void unwrapsUnionsAndSortsMaps() {
        Schema schema =
                SchemaBuilder.record("R")
                        .fields()
                        .optionalString("text")
                        .optionalLong("none")
                        .name("map")
                        .type()
                        .map()
                        .values()
                        .nullable()
                        .intType()
                        .noDefault()
                        .name("list")
                        .type()
                        .array()
                        .items()
                        .bytesType()
                        .noDefault()
                        .endRecord();
        Map<String, Integer> map = new LinkedHashMap<>();
        map.put("z", 1);
        map.put("a", null);
        GenericData.Record record = new GenericData.Record(schema);
        record.put("text", "t");
        record.put("map", map);
        record.put("list", List.of(ByteBuffer.wrap(new byte[] {1, 2, 3})));

        assertThat(AvroJson.of(schema, record))
                .hasToString(
                        "{\"text\":\"t\",\"none\":null,\"map\":{\"a\":null,\"z\":1},"
                                + "\"list\":[\"AQID\"]}");
    }

    private static Schema parse(String text) {
        return new Schema.Parser().parse(text);
    }
}
