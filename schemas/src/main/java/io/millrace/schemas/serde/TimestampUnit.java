package io.millrace.schemas.serde;

import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

import java.time.Instant;

/** How finely a timestamp counts. */
public enum TimestampUnit {
    MILLIS(1),
    MICROS(1_000),
    NANOS(1_000_000);

    private final long perMilli;

    TimestampUnit(long perMilli) {
        this.perMilli = perMilli;
    }

    /** Milliseconds, rounded down: also before 1970. */
    public long toMillis(long value) {
        return Math.floorDiv(value, perMilli);
    }

    /**
     * An instant in this unit; what's finer is cut off, downwards.
     *
     * @throws ArithmeticException if it's too far away for 64 bits, as 2263 is in nanoseconds
     */
    public long of(Instant instant) {
        long nanosPerUnit = 1_000_000 / perMilli;
        return Math.addExact(
                Math.multiplyExact(instant.getEpochSecond(), 1_000 * perMilli),
                instant.getNano() / nanosPerUnit);
    }

    /** The unit of a timestamp type, or null if it isn't one. */
    public static @Nullable TimestampUnit of(Schema type) {
        return switch (RowTypes.logicalName(type)) {
            case "timestamp-millis" -> MILLIS;
            case "timestamp-micros" -> MICROS;
            case "timestamp-nanos" -> NANOS;
            default -> null;
        };
    }
}
