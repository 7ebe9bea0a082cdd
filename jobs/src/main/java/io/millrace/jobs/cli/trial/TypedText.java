package io.millrace.jobs.cli.trial;

import io.millrace.schemas.event.ValueType;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.regex.Pattern;

/** Values of fields and features as people write them. */
public final class TypedText {
    private static final Pattern DECIMAL =
            Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");

    private TypedText() {}

    /** What a text means as a value of a type, boxed as in a row; empty if it means nothing. */
    public static Optional<Object> parse(ValueType type, String text) {
        try {
            return switch (type) {
                case BOOLEAN -> bool(text);
                case INTEGER -> Optional.of(Long.parseLong(text));
                case DOUBLE -> real(text);
                case STRING -> Optional.of(text);
                case TIMESTAMP -> Optional.of(time(text));
            };
        } catch (NumberFormatException | DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    private static Optional<Object> bool(String text) {
        return text.equals("true") || text.equals("false")
                ? Optional.of(text.equals("true"))
                : Optional.empty();
    }

    /** Decimal notation, and what a broken producer may send. */
    private static Optional<Object> real(String text) {
        return switch (text) {
            case "NaN", "Infinity", "-Infinity" -> Optional.of(Double.valueOf(text));
            default ->
                    DECIMAL.matcher(text).matches()
                            ? Optional.of(Double.valueOf(text)).filter(Double::isFinite).map(d -> d)
                            : Optional.empty();
        };
    }

    private static long time(String text) {
        return text.matches("-?[0-9]+")
                ? Long.parseLong(text)
                : OffsetDateTime.parse(text).toInstant().toEpochMilli();
    }

    /** What a text of a type may be, for messages. */
    public static String allowed(ValueType type) {
        return switch (type) {
            case BOOLEAN -> "true or false";
            case INTEGER -> "a whole number of 64 bits";
            case DOUBLE -> "a number such as -12.5 or 1e6, or NaN, Infinity, -Infinity";
            case STRING -> "text";
            case TIMESTAMP ->
                    "a time in ISO-8601 with Z or an offset, such as 2026-03-01T10:00:00Z, or epoch"
                            + " milliseconds";
        };
    }

    /** A value of a row for people: times in ISO-8601, text in quotation marks. */
    public static String show(ValueType type, @Nullable Object value) {
        if (value == null) {
            return "null";
        }
        return switch (type) {
            case TIMESTAMP -> time((Long) value);
            case STRING -> "\"" + value + "\"";
            default -> value.toString();
        };
    }

    /** Epoch milliseconds in ISO-8601, in UTC. */
    public static String time(long epochMillis) {
        return Instant.ofEpochMilli(epochMillis).toString();
    }
}
