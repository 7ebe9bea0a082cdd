package io.millrace.jobs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * Avro values as JSON for people and scripts.
 *
 * <p>Unions are unwrapped. Timestamps are ISO-8601 in UTC, local ones without an offset; decimals
 * are numbers; bytes are Base64; NaN and the infinities, which JSON lacks, are text; 64-bit
 * integers are numbers, exact as text. A map's keys are sorted.
 */
final class AvroJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private AvroJson() {}

    /**
     * @param value generic, without conversions of logical types
     */
    static JsonNode of(Schema schema, @Nullable Object value) {
        if (schema.getType() == Schema.Type.UNION) {
            int branch = GenericData.get().resolveUnion(schema, value);
            return of(schema.getTypes().get(branch), value);
        }
        if (value == null) {
            return NODES.nullNode();
        }
        LogicalType logical = schema.getLogicalType();
        JsonNode meant = logical == null ? null : logical(schema, logical, value);
        return meant == null ? plain(schema, value) : meant;
    }

    private static JsonNode plain(Schema schema, Object value) {
        return switch (schema.getType()) {
            case RECORD -> record((IndexedRecord) value);
            case ARRAY -> array(schema.getElementType(), (Collection<?>) value);
            case MAP -> map(schema.getValueType(), (Map<?, ?>) value);
            case BYTES -> NODES.textNode(base64(bytes(value)));
            case FIXED -> NODES.textNode(base64(((GenericFixed) value).bytes()));
            case BOOLEAN -> NODES.booleanNode((Boolean) value);
            case INT, LONG -> NODES.numberNode(((Number) value).longValue());
            case FLOAT -> real(((Float) value).doubleValue(), NODES.numberNode((Float) value));
            case DOUBLE -> real((Double) value, NODES.numberNode((Double) value));
            case STRING, ENUM -> NODES.textNode(value.toString());
            case NULL, UNION -> NODES.nullNode();
        };
    }

    private static JsonNode real(double value, JsonNode number) {
        return Double.isFinite(value) ? number : NODES.textNode(Double.toString(value));
    }

    private static ObjectNode record(IndexedRecord record) {
        ObjectNode object = NODES.objectNode();
        for (Schema.Field field : record.getSchema().getFields()) {
            object.set(field.name(), of(field.schema(), record.get(field.pos())));
        }
        return object;
    }

    private static ArrayNode array(Schema items, Collection<?> values) {
        ArrayNode array = NODES.arrayNode(values.size());
        values.forEach(value -> array.add(of(items, value)));
        return array;
    }

    private static ObjectNode map(Schema items, Map<?, ?> values) {
        TreeMap<String, JsonNode> sorted = new TreeMap<>();
        values.forEach((key, value) -> sorted.put(key.toString(), of(items, value)));
        ObjectNode object = NODES.objectNode();
        sorted.forEach(object::set);
        return object;
    }

    private static @Nullable JsonNode logical(Schema schema, LogicalType type, Object value) {
        if (type instanceof LogicalTypes.Decimal decimal) {
            byte[] unscaled = value instanceof GenericFixed fixed ? fixed.bytes() : bytes(value);
            return NODES.numberNode(new BigDecimal(new BigInteger(unscaled), decimal.getScale()));
        }
        if (!(value instanceof Number number)) {
            return null;
        }
        long amount = number.longValue();
        return switch (type.getName()) {
            case "timestamp-millis" -> instant(amount, ChronoUnit.MILLIS, "");
            case "timestamp-micros" -> instant(amount, ChronoUnit.MICROS, "");
            case "timestamp-nanos" -> instant(amount, ChronoUnit.NANOS, "");
            case "local-timestamp-millis" -> instant(amount, ChronoUnit.MILLIS, "Z");
            case "local-timestamp-micros" -> instant(amount, ChronoUnit.MICROS, "Z");
            case "local-timestamp-nanos" -> instant(amount, ChronoUnit.NANOS, "Z");
            case "date" -> NODES.textNode(LocalDate.ofEpochDay(amount).toString());
            case "time-millis" -> time(schema, amount, 1_000_000);
            case "time-micros" -> time(schema, amount, 1_000);
            default -> null;
        };
    }

    private static JsonNode instant(long amount, ChronoUnit unit, String cutOff) {
        String text = Instant.EPOCH.plus(amount, unit).toString();
        return NODES.textNode(text.substring(0, text.length() - cutOff.length()));
    }

    private static JsonNode time(Schema schema, long amount, long nanos) {
        long ofDay = Math.floorMod(amount * nanos, 86_400_000_000_000L);
        return ofDay != amount * nanos
                ? plain(schema, amount)
                : NODES.textNode(LocalTime.ofNanoOfDay(ofDay).toString());
    }

    /** Epoch milliseconds as ISO-8601 in UTC. */
    static String time(long epochMillis) {
        return Instant.ofEpochMilli(epochMillis).atOffset(ZoneOffset.UTC).toInstant().toString();
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] bytes(Object value) {
        ByteBuffer buffer = ((ByteBuffer) value).duplicate();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
