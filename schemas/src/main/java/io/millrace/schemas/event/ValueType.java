package io.millrace.schemas.event;

import java.util.Locale;

/** The types that fields and features have inside Millrace, and how a {@link Row} holds them. */
public enum ValueType {
    /** A word, 0 or 1. */
    BOOLEAN,
    /** 64 bits, signed; overflow is an error, never a wrap. */
    INTEGER,
    /** IEEE 754 double. Avro's float is widened. */
    DOUBLE,
    /** Text. Avro's enum and uuid are text, too. */
    STRING,
    /** Milliseconds since 1970-01-01T00:00Z; finer Avro timestamps are floored to it. */
    TIMESTAMP;

    public boolean isNumeric() {
        return this == INTEGER || this == DOUBLE;
    }

    /** In words with an article, for messages. */
    public String readable() {
        return switch (this) {
            case STRING -> "text";
            case INTEGER -> "an integer";
            default -> "a " + name().toLowerCase(Locale.ROOT);
        };
    }
}
