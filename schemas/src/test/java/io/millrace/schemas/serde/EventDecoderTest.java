package io.millrace.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.schemas.event.Field;
import io.millrace.schemas.event.RowType;
import io.millrace.schemas.event.ValueType;
import io.millrace.schemas.serde.Decoding.Code;
import io.millrace.schemas.serde.Decoding.Decoded;
import io.millrace.schemas.serde.Decoding.Failed;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

class EventDecoderTest {
    private static final String ID = "{\"name\": \"id\", \"type\": \"string\"}";
    private static final String AT =
            "{\"name\": \"at\", \"type\": {\"type\": \"long\", \"logicalType\":"
                    + " \"timestamp-millis\"}}";
    private static final String AMOUNT = "{\"name\": \"amount\", \"type\": \"double\"}";
    private static final Schema PLAIN = schema(ID, AT, AMOUNT);

    private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();

    @Test
    void refusesWhatHasNoFrame() {
        EventDecoder decoder = decoder(PLAIN);

        assertFailed(decoder.decode(null), Code.NULL_VALUE, "null", null);
        assertFailed(decoder.decode(new byte[0]), Code.NOT_FRAMED, "0 bytes", null);
        assertFailed(decoder.decode(new byte[] {0x7b, 1, 2, 3, 4}), Code.NOT_FRAMED, "0x7b", null);
        assertFailed(
                decoder.decode(WireFormat.frame(77, new byte[9])),
                Code.UNKNOWN_SCHEMA,
                "schema id 77",
                null);
    }

    @Test
    void refusesBytesTooFewAndTooMany() throws IOException {
        EventDecoder decoder = decoder(PLAIN);
        byte[] good = value(PLAIN, "a", 5L, 1.5);

        assertThat(decoder.decode(good)).isInstanceOf(Decoded.class);
        for (int length = WireFormat.HEADER; length < good.length; length++) {
            Decoding decoding = decoder.decode(Arrays.copyOf(good, length));
            assertThat(((Failed) decoding).code()).isEqualTo(Code.MALFORMED);
        }
        assertFailed(
                decoder.decode(Arrays.copyOf(good, good.length + 3)),
                Code.TRAILING_BYTES,
                "3 bytes",
                null);
    }

    @Test
    void saysWhichFieldIsBroken() throws IOException {
        byte[] huge = WireFormat.frame(register(PLAIN), new byte[] {-2, -1, -1, -1, 15, 1});
        byte[] negative = WireFormat.frame(register(PLAIN), new byte[] {1, 0, 0, 0});
        byte[] invalidUtf8 = value(PLAIN, "abc", 5L, 1.5);
        invalidUtf8[7] = (byte) 0xff;

        assertFailed(decoder(PLAIN).decode(huge), Code.MALFORMED, "length of 2147483647", "id");
        assertFailed(decoder(PLAIN).decode(negative), Code.MALFORMED, "length of -1", "id");
        assertFailed(decoder(PLAIN).decode(invalidUtf8), Code.MALFORMED, "UTF-8", "id");
    }

    @Test
    void keepsReplacementCharactersThatWereWritten() throws IOException {
        assertThat(decoded(PLAIN, PLAIN, "a\uFFFDb", 5L, 1.5).id()).isEqualTo("a\uFFFDb");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void refusesNumbersThatAreNone(double amount) throws IOException {
        Schema narrow = schema(ID, AT, AMOUNT.replace("double", "float"));

        assertFailed(
                decoder(PLAIN).decode(value(PLAIN, "a", 5L, amount)),
                Code.NOT_FINITE,
                String.valueOf(amount),
                "amount");
        assertFailed(
                decoder(PLAIN).decode(value(narrow, "a", 5L, (float) amount)),
                Code.NOT_FINITE,
                String.valueOf(amount),
                "amount");
    }

    @Test
    void passesOverNumbersThatNobodyReads() throws IOException {
        EventLayout layout = EventLayout.of(PLAIN, new RowType(List.of()), "id", "at");

        Decoding decoding =
                new EventDecoder(registry, layout).decode(value(PLAIN, "a", 5L, Double.NaN));

        assertThat(decoding).isInstanceOf(Decoded.class);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.0, Double.MIN_VALUE, Double.MAX_VALUE})
    void keepsEveryBitOfANumber(double amount) throws IOException {
        double read = decoded(PLAIN, PLAIN, "a", 5L, amount).fields().getDouble(0);

        assertThat(Double.doubleToRawLongBits(read)).isEqualTo(Double.doubleToRawLongBits(amount));
    }

    @Test
    void refusesIdsThatAreNone() throws IOException {
        Schema optional = schema(ID.replace("\"string\"", "[\"null\", \"string\"]"), AT, AMOUNT);

        assertFailed(decoder(PLAIN).decode(value(PLAIN, "", 5L, 1.0)), Code.BAD_ID, "empty", "id");
        assertFailed(
                decoder(PLAIN).decode(value(optional, null, 5L, 1.0)), Code.BAD_ID, "null", "id");
        assertFailed(
                decoder(PLAIN).decode(value(PLAIN, "x".repeat(1_001), 5L, 1.0)),
                Code.BAD_ID,
                "1001 characters",
                "id");
        assertThat(decoded(PLAIN, PLAIN, "x".repeat(1_000), 5L, 1.0).id()).hasSize(1_000);
    }

    @Test
    void readsIdsThatAreNumbersOrUuids() throws IOException {
        Schema number = schema(ID.replace("\"string\"", "\"long\""), AT, AMOUNT);
        Schema uuid =
                schema(
                        ID.replace(
                                "\"string\"",
                                "{\"type\": \"fixed\", \"name\": \"U\", \"size\": 16,"
                                        + " \"logicalType\": \"uuid\"}"),
                        AT,
                        AMOUNT);
        byte[] bytes = new byte[16];
        bytes[0] = 0x12;
        bytes[15] = (byte) 0xfe;
        var fixed = new GenericData.Fixed(uuid.getField("id").schema(), bytes);

        assertThat(decoded(number, number, Long.MIN_VALUE, 5L, 1.0).id())
                .isEqualTo("-9223372036854775808");
        assertThat(decoded(uuid, uuid, fixed, 5L, 1.0).id())
                .isEqualTo("12000000-0000-0000-0000-0000000000fe");
    }

    @Test
    void readsAnIdAndATimeThatAreFieldsToo() throws IOException {
        RowType all = RowTypes.of(PLAIN);
        var decoder = new EventDecoder(registry, EventLayout.of(PLAIN, all, "id", "at"));

        Decoded decoded = (Decoded) decoder.decode(value(PLAIN, "a", 5L, 1.5));

        assertThat(decoded.id()).isEqualTo("a");
        assertThat(decoded.time()).isEqualTo(5);
        assertThat(decoded.fields().getText(0)).isEqualTo("a");
        assertThat(decoded.fields().getLong(1)).isEqualTo(5);
        assertThat(decoded.fields().getDouble(2)).isEqualTo(1.5);
    }

    @ParameterizedTest
    @CsvSource({
        "1969-12-31T23:59:59.999Z, false",
        "1970-01-01T00:00:00Z, true",
        "2199-12-31T23:59:59.999Z, true",
        "2200-01-01T00:00:00Z, false",
        "9999-01-01T00:00:00Z, false",
        "-999999-01-01T00:00:00Z, false"
    })
    void allowsEventTimesOfOurAge(Instant time, boolean allowed) throws IOException {
        byte[] value = value(PLAIN, "a", time.toEpochMilli(), 1.0);

        Decoding decoding = decoder(PLAIN).decode(value);

        if (allowed) {
            assertThat(((Decoded) decoding).time()).isEqualTo(time.toEpochMilli());
            assertThat(decoder(PLAIN).eventTime(value)).isEqualTo(time.toEpochMilli());
        } else {
            assertFailed(decoding, Code.EVENT_TIME_OUT_OF_RANGE, "until 2200-01-01", "at");
            assertThat(decoder(PLAIN).eventTime(value)).isEqualTo(EventDecoder.NO_TIME);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "timestamp-millis, -1, -1",
        "timestamp-micros, -1, -1",
        "timestamp-micros, -1000, -1",
        "timestamp-micros, -1001, -2",
        "timestamp-micros, 1999, 1",
        "timestamp-nanos, -1, -1",
        "timestamp-nanos, 1999999, 1",
        "timestamp-nanos, -1000001, -2"
    })
    void roundsTimesDownToTheMillisecond(String type, long written, long millis)
            throws IOException {
        Schema schema = schema(ID, AT.replace("timestamp-millis", type), AMOUNT);
        EventLayout layout =
                new EventLayout(
                        schema,
                        RowTypes.of(schema, List.of("at")),
                        "id",
                        "at",
                        new EventTimeRange(-10, 10),
                        DecodeLimits.DEFAULT);

        Decoding decoding =
                new EventDecoder(registry, layout).decode(value(schema, "a", written, 1.0));

        assertThat(((Decoded) decoding).time()).isEqualTo(millis);
        assertThat(((Decoded) decoding).fields().getLong(0)).isEqualTo(millis);
    }

    @Test
    void believesTheWritersUnitAndElseTheReaders() throws IOException {
        Schema micros = schema(ID, AT.replace("millis", "micros"), AMOUNT);
        Schema number = schema(ID, "{\"name\": \"at\", \"type\": \"long\"}", AMOUNT);

        assertThat(decoded(micros, PLAIN, "a", 5L, 1.0).time()).isEqualTo(5);
        assertThat(decoded(PLAIN, micros, "a", 5_000L, 1.0).time()).isEqualTo(5);
        assertThat(decoded(micros, number, "a", 5_000L, 1.0).time()).isEqualTo(5);
        assertThat(decoded(number, number, "a", 5L, 1.0).time()).isEqualTo(5);
    }

    @Test
    void refusesAnEventTimeThatIsNull() throws IOException {
        Schema optional = schema(ID, "{\"name\": \"at\", \"type\": [\"long\", \"null\"]}", AMOUNT);
        byte[] value = value(optional, "a", null, 1.0);

        assertFailed(decoder(PLAIN).decode(value), Code.NO_EVENT_TIME, "null", "at");
        assertThat(decoder(PLAIN).eventTime(value)).isEqualTo(EventDecoder.NO_TIME);
    }

    @ParameterizedTest
    @CsvSource({"int, 7", "long, 7", "float, 7.0", "double, 7.0"})
    void readsEveryNumberAsADouble(String type, double expected) throws IOException {
        Schema schema = schema(ID, AT, AMOUNT.replace("double", type));
        Number written =
                switch (type) {
                    case "int" -> 7;
                    case "long" -> 7L;
                    case "float" -> 7f;
                    default -> 7.0;
                };
        EventLayout layout =
                EventLayout.of(
                        schema,
                        new RowType(List.of(new Field("amount", ValueType.DOUBLE, false))),
                        "id",
                        "at");

        Decoding decoding =
                new EventDecoder(registry, layout).decode(value(schema, "a", 5L, written));

        assertThat(((Decoded) decoding).fields().getDouble(0)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"string", "boolean", "bytes"})
    void refusesTypesThatDoNotFit(String type) throws IOException {
        Schema writer = schema(ID, AT, AMOUNT.replace("double", type));
        Object written =
                switch (type) {
                    case "string" -> "7";
                    case "boolean" -> true;
                    default -> ByteBuffer.allocate(2);
                };

        assertFailed(
                decoder(PLAIN).decode(value(writer, "a", 5L, written)),
                Code.INCOMPATIBLE_TYPE,
                "written as " + type + ", which can't be read as DOUBLE",
                "amount");
    }

    @Test
    void saysThatDecimalIsNotSupportedYet() throws IOException {
        String decimal =
                "{\"type\": \"bytes\", \"logicalType\": \"decimal\", \"precision\": 9, \"scale\": 2}";
        Schema writer = schema(ID, AT, AMOUNT.replace("\"double\"", decimal));

        assertFailed(
                decoder(PLAIN).decode(value(writer, "a", 5L, ByteBuffer.allocate(2))),
                Code.INCOMPATIBLE_TYPE,
                "decimal isn't supported yet",
                "amount");
    }

    @Test
    void judgesAUnionByTheBranchThatWasWritten() throws IOException {
        Schema writer =
                schema(ID, AT, AMOUNT.replace("\"double\"", "[\"string\", \"int\", \"null\"]"));

        assertThat(decoded(PLAIN, writer, "a", 5L, 7).fields().getDouble(0)).isEqualTo(7.0);
        assertFailed(
                decoder(PLAIN).decode(value(writer, "a", 5L, "seven")),
                Code.INCOMPATIBLE_TYPE,
                "written as string",
                "amount");
        assertFailed(
                decoder(PLAIN).decode(value(writer, "a", 5L, null)),
                Code.NULL_FIELD,
                "null",
                "amount");
    }

    @Test
    void standsInForFieldsThatWereNotWritten() throws IOException {
        Schema writer = schema(ID, AT);
        Schema withDefault =
                schema(ID, AT, AMOUNT.replace("\"double\"", "\"double\", \"default\": 9.5"));
        Schema nullable = schema(ID, AT, AMOUNT.replace("\"double\"", "[\"double\", \"null\"]"));

        assertThat(decoded(withDefault, writer, "a", 5L).fields().getDouble(0)).isEqualTo(9.5);
        assertThat(decoded(nullable, writer, "a", 5L).fields().isNull(0)).isTrue();
        assertFailed(
                decoder(PLAIN).decode(value(writer, "a", 5L)),
                Code.MISSING_FIELD,
                "no field \"amount\"",
                "amount");
    }

    @Test
    void neverInventsAnIdOrATime() throws IOException {
        Schema reader =
                schema(
                        ID.replace("\"string\"", "\"string\", \"default\": \"x\""),
                        "{\"name\": \"at\", \"type\": \"long\", \"default\": 5}",
                        AMOUNT);

        assertFailed(
                decoder(reader).decode(value(schema(AT, AMOUNT), 5L, 1.0)),
                Code.MISSING_FIELD,
                "\"id\"",
                "id");
        byte[] timeless = value(schema(ID, AMOUNT), "a", 1.0);
        assertFailed(decoder(reader).decode(timeless), Code.MISSING_FIELD, "\"at\"", "at");
        assertThat(decoder(reader).eventTime(timeless)).isEqualTo(EventDecoder.NO_TIME);
    }

    @Test
    void refusesASymbolThatTheReaderDoesNotKnow() throws IOException {
        String kind = "{\"name\": \"kind\", \"type\": {\"type\": \"enum\", \"name\": \"K\", %s}}";
        Schema writer = schema(ID, AT, kind.formatted("\"symbols\": [\"A\", \"B\"]"));
        Schema reader = schema(ID, AT, kind.formatted("\"symbols\": [\"A\"]"));
        var symbol = new GenericData.EnumSymbol(writer.getField("kind").schema(), "B");

        assertFailed(
                decoder(reader).decode(value(writer, "a", 5L, symbol)),
                Code.INCOMPATIBLE_TYPE,
                "symbol B",
                "kind");
    }

    @Test
    void refusesWhatIsNestedTooDeeply() throws IOException {
        Schema writer =
                schema(
                        "{\"name\": \"chain\", \"type\": {\"type\": \"record\", \"name\": \"C\","
                                + " \"fields\": [{\"name\": \"next\", \"type\": [\"null\", \"C\"]}]}}",
                        ID,
                        AT,
                        AMOUNT);
        byte[] deep = new byte[1_000_000];
        Arrays.fill(deep, (byte) 2);

        assertFailed(
                decoder(PLAIN).decode(WireFormat.frame(register(writer), deep)),
                Code.TOO_DEEP,
                "more than 64 deep",
                "chain");
    }

    @Test
    void refusesEndlessArraysOfNothing() throws IOException {
        Schema writer =
                schema(
                        "{\"name\": \"nulls\", \"type\": {\"type\": \"array\", \"items\": \"null\"}}",
                        ID,
                        AT,
                        AMOUNT);
        byte[] endless = {-2, -1, -1, -1, -1, -1, -1, -1, -1, 1, 0};

        assertFailed(
                decoder(PLAIN).decode(WireFormat.frame(register(writer), endless)),
                Code.MALFORMED,
                "10000 items",
                "nulls");
    }

    @Test
    void refusesValuesBeyondTheLimit() throws IOException {
        EventLayout layout =
                new EventLayout(
                        PLAIN,
                        RowTypes.of(PLAIN, List.of("amount")),
                        "id",
                        "at",
                        EventTimeRange.DEFAULT,
                        new DecodeLimits(20, 64, 1_000));
        EventDecoder decoder = new EventDecoder(registry, layout);

        assertThat(decoder.decode(value(PLAIN, "1234", 5L, 1.0))).isInstanceOf(Decoded.class);
        assertFailed(
                decoder.decode(value(PLAIN, "1234567", 5L, 1.0)),
                Code.TOO_LARGE,
                "at most 20",
                null);
    }

    @Test
    void refusesSchemasThatAreNoRecords() {
        int id = registry.register("events-value", "\"string\"");

        assertFailed(
                decoder(PLAIN).decode(WireFormat.frame(id, new byte[1])),
                Code.UNUSABLE_SCHEMA,
                "an event is a record",
                null);
    }

    @Test
    void doesNotBlameARecordForTheRegistrysAbsence() {
        SchemaRegistry down =
                new ConfluentSchemaRegistry(
                        RegistrySettings.of("http://localhost:1"),
                        new Backoff(1, Duration.ZERO, Duration.ZERO),
                        System::nanoTime);
        EventDecoder decoder = new EventDecoder(down, layout(PLAIN));
        byte[] value = WireFormat.frame(1, new byte[9]);

        assertThatThrownBy(() -> decoder.decode(value))
                .isInstanceOf(RegistryUnavailableException.class);
        assertThatThrownBy(() -> decoder.eventTime(value))
                .isInstanceOf(RegistryUnavailableException.class);
    }

    @Test
    void refusesLayoutsThatTheReadersSchemaDoesNotHave() {
        RowType none = new RowType(List.of());

        assertThatThrownBy(() -> EventLayout.of(PLAIN, none, "ident", "at"))
                .hasMessageContaining("no field \"ident\"");
        assertThatThrownBy(() -> EventLayout.of(PLAIN, none, "amount", "at"))
                .hasMessageContaining("text or an integer");
        assertThatThrownBy(() -> EventLayout.of(PLAIN, none, "id", "amount"))
                .hasMessageContaining("a timestamp");
        assertThatThrownBy(
                        () ->
                                EventLayout.of(
                                        PLAIN,
                                        new RowType(
                                                List.of(
                                                        new Field(
                                                                "amount",
                                                                ValueType.STRING,
                                                                false))),
                                        "id",
                                        "at"))
                .hasMessageContaining("wanted as STRING");
    }

    private static void assertFailed(
            Decoding decoding, Code code, String message, @Nullable String field) {
        assertThat(decoding).isInstanceOf(Failed.class);
        Failed failed = (Failed) decoding;
        assertThat(failed.code()).as(failed.message()).isEqualTo(code);
        assertThat(failed.message()).contains(message);
        assertThat(failed.field()).isEqualTo(field);
    }

    private Decoded decoded(Schema reader, Schema writer, @Nullable Object... values)
            throws IOException {
        Decoding decoding = decoder(reader).decode(value(writer, values));
        assertThat(decoding).isInstanceOf(Decoded.class);
        return (Decoded) decoding;
    }

    /** Reads every field but the id and the time. */
    private EventDecoder decoder(Schema reader) {
        return new EventDecoder(registry, layout(reader));
    }

    private static EventLayout layout(Schema reader) {
        List<Field> fields =
                RowTypes.of(reader).fields().stream()
                        .filter(field -> !field.name().equals("id") && !field.name().equals("at"))
                        .toList();
        return EventLayout.of(reader, new RowType(fields), "id", "at");
    }

    private int register(Schema writer) {
        return registry.register("events-value", writer.toString());
    }

    private byte[] value(Schema writer, @Nullable Object... values) throws IOException {
        GenericRecord record = new GenericData.Record(writer);
        for (int i = 0; i < values.length; i++) {
            record.put(i, values[i]);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new GenericDatumWriter<GenericRecord>(writer).write(record, encoder);
        encoder.flush();
        return WireFormat.frame(register(writer), bytes.toByteArray());
    }

    private static Schema schema(String... fields) {
        return new Schema.Parser()
                .parse(
                        "{\"type\": \"record\", \"name\": \"Event\", \"fields\": ["
                                + String.join(", ", fields)
                                + "]}");
    }
}
