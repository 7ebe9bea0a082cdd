package io.millrace.jobs.cli.parity;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * A feature that has two values.
 *
 * @param served as text; {@code absent} if the served vector doesn't have the feature
 * @param servedBits hexadecimal, or null if there's no value
 * @param recomputed as text; {@code absent} if today's vector doesn't have the feature
 * @param recomputedBits hexadecimal, or null if there's no value
 */
public record ValueDifference(
        String feature,
        String served,
        @Nullable String servedBits,
        String recomputed,
        @Nullable String recomputedBits) {
    private static final String ABSENT = "absent";

    static ValueDifference of(
            String feature, @Nullable Object served, @Nullable Object recomputed) {
        return new ValueDifference(
                feature,
                String.valueOf(served),
                bits(served),
                String.valueOf(recomputed),
                bits(recomputed));
    }

    static ValueDifference onlyServed(String feature, @Nullable Object served) {
        return new ValueDifference(feature, String.valueOf(served), bits(served), ABSENT, null);
    }

    static ValueDifference onlyRecomputed(String feature, @Nullable Object recomputed) {
        return new ValueDifference(
                feature, ABSENT, null, String.valueOf(recomputed), bits(recomputed));
    }

    /** Every digit: of a double its 64 bits, of a text its UTF-8. */
    static @Nullable String bits(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        HexFormat hex = HexFormat.of();
        if (value instanceof Double real) {
            return hex.toHexDigits(Double.doubleToRawLongBits(real));
        }
        if (value instanceof Long whole) {
            return hex.toHexDigits(whole);
        }
        return value instanceof Boolean flag
                ? (flag ? "01" : "00")
                : hex.formatHex(value.toString().getBytes(StandardCharsets.UTF_8));
    }
}
