package io.millrace.schemas.serde;

import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** How finely a timestamp counts. */
enum TimestampUnit {
    MILLIS(1),
    MICROS(1_000),
    NANOS(1_000_000);

    private final long perMilli;

    TimestampUnit(long perMilli) {
        this.perMilli = perMilli;
    }

    /** Milliseconds, rounded down: also before 1970. */
    long toMillis(long value) {
        return Math.floorDiv(value, perMilli);
    }

    /** The unit of a timestamp type, or null if it isn't one. */
    static @Nullable TimestampUnit of(Schema type) {
        return switch (RowTypes.logicalName(type)) {
            case "timestamp-millis" -> MILLIS;
            case "timestamp-micros" -> MICROS;
            case "timestamp-nanos" -> NANOS;
            default -> null;
        };
    }
}
