package io.millrace.schemas.serde.csv;

import io.millrace.schemas.problem.NearestName;
import io.millrace.schemas.serde.RowTypes;
import io.millrace.schemas.serde.TimestampUnit;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Reads the cells of one column as values of an Avro type.
 *
 * @param allowed what a cell may hold, for messages
 * @param nullable whether an empty cell is null
 * @param parser of cells that aren't empty, or of all, if empty text is a value
 */
record CellReader(String allowed, boolean nullable, boolean emptyIsValue, Parser parser) {

    private static final Pattern DECIMAL =
            Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");
    private static final String NUMBER = "a finite number such as -12.5 or 1e6";

    /** Makes a value of a cell's text; a RuntimeException says that the cell is bad, too. */
    interface Parser {
        Object parse(String text) throws BadCellException;
    }

    /** A cell that doesn't fit its column. */
    static final class BadCellException extends Exception {
        private static final long serialVersionUID = 1L;

        private final @Nullable String nearest;

        BadCellException(String message, @Nullable String nearest) {
            super(message);
            this.nearest = nearest;
        }

        /** A valid value that may have been meant. */
        @Nullable String nearest() {
            return nearest;
        }
    }

    /** The reader of a field's type, or null if CSV can't hold it. */
    static @Nullable CellReader of(Schema schema) {
        Schema type = RowTypes.withoutNull(schema);
        return type == null ? null : of(type, schema.isNullable());
    }

    private static @Nullable CellReader of(Schema type, boolean nullable) {
        TimestampUnit unit = TimestampUnit.of(type);
        if (unit != null) {
            return new CellReader(
                    "an ISO-8601 time with Z or an offset, such as 2024-05-01T10:00:00Z, or epoch"
                            + " milliseconds",
                    nullable,
                    false,
                    text -> unit.of(instant(text)));
        }
        return switch (type.getType()) {
            case BOOLEAN ->
                    new CellReader("true, false, 1 or 0", nullable, false, CellReader::bool);
            case INT -> whole(type, nullable);
            case LONG ->
                    new CellReader("a whole number of 64 bits", nullable, false, Long::parseLong);
            case FLOAT -> new CellReader(NUMBER, nullable, false, CellReader::float32);
            case DOUBLE -> new CellReader(NUMBER, nullable, false, CellReader::double64);
            case STRING -> new CellReader("text", nullable, true, text -> text);
            case ENUM -> symbols(type, nullable);
            default -> null;
        };
    }

    private static CellReader whole(Schema type, boolean nullable) {
        boolean date =
                type.getLogicalType() != null && type.getLogicalType().getName().equals("date");
        return date
                ? new CellReader(
                        "a date such as 2024-05-01",
                        nullable,
                        false,
                        text -> Math.toIntExact(LocalDate.parse(text).toEpochDay()))
                : new CellReader("a whole number of 32 bits", nullable, false, Integer::parseInt);
    }

    private static CellReader symbols(Schema type, boolean nullable) {
        return new CellReader(
                "one of " + String.join(", ", type.getEnumSymbols()),
                nullable,
                false,
                text -> {
                    if (!type.hasEnumSymbol(text)) {
                        throw new BadCellException(
                                holds(text),
                                NearestName.of(text, type.getEnumSymbols()).orElse(null));
                    }
                    return new GenericData.EnumSymbol(type, text);
                });
    }

    private static boolean bool(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw new IllegalArgumentException();
        };
    }

    /** Decimal notation only: Java's own parser also takes 0x1p3, 1.5f and NaN. */
    private static String decimal(String text) {
        if (!DECIMAL.matcher(text).matches()) {
            throw new NumberFormatException(text);
        }
        return text;
    }

    private static double double64(String text) {
        double value = Double.parseDouble(decimal(text));
        if (!Double.isFinite(value)) {
            throw new ArithmeticException(text);
        }
        return value;
    }

    private static float float32(String text) {
        float value = Float.parseFloat(decimal(text));
        if (!Float.isFinite(value)) {
            throw new ArithmeticException(text);
        }
        return value;
    }

    private static String holds(String cell) {
        return "the cell holds \"" + cell + "\"";
    }

    private static Instant instant(String text) {
        try {
            return Instant.ofEpochMilli(Long.parseLong(text));
        } catch (NumberFormatException notMillis) {
            return OffsetDateTime.parse(text).toInstant();
        }
    }

    /**
     * @return the value, null for an empty cell of a nullable field
     */
    @Nullable Object read(String cell) throws BadCellException {
        String text = emptyIsValue ? cell : cell.strip();
        if (text.isEmpty() && nullable) {
            return null;
        }
        if (text.isEmpty() && !emptyIsValue) {
            throw new BadCellException("the cell is empty", null);
        }
        try {
            return parser.parse(text);
        } catch (IllegalArgumentException | ArithmeticException | DateTimeParseException e) {
            throw new BadCellException(holds(cell), null);
        }
    }
}
