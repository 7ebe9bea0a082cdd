package io.millrace.features;

import com.google.re2j.Pattern;

import io.millrace.features.ExpectationChecks.Check;
import io.millrace.schemas.event.ValueType;

import java.time.DateTimeException;
import java.time.format.DateTimeFormatter;
import java.util.function.Predicate;

/** Whether a value can be read as another type. */
final class TypeChecks {
    private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,19}");
    private static final Pattern DECIMAL =
            Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]{1,4})?");

    private TypeChecks() {}

    static Check of(ValueType wanted, ValueType given) {
        if (given == ValueType.STRING && wanted != ValueType.STRING) {
            Predicate<String> readable = readable(wanted);
            return (row, field, at) -> {
                String text = String.valueOf(row.getText(field));
                return readable.test(text)
                        ? null
                        : "is \"" + text + "\", which isn't " + wanted.readable();
            };
        }
        if (given == ValueType.DOUBLE && wanted == ValueType.INTEGER) {
            return (row, field, at) -> {
                double value = row.getDouble(field);
                return value == StrictMath.rint(value) && value >= -0x1p63 && value < 0x1p63
                        ? null
                        : "is " + value + ", which isn't an integer of 64 bits";
            };
        }
        return (row, field, at) -> null; // the schema says so already
    }

    private static Predicate<String> readable(ValueType wanted) {
        return switch (wanted) {
            case BOOLEAN -> text -> text.equals("true") || text.equals("false");
            case INTEGER -> TypeChecks::isInteger;
            case DOUBLE ->
                    text -> DECIMAL.matches(text) && Double.isFinite(Double.parseDouble(text));
            case TIMESTAMP -> TypeChecks::isTimestamp;
            case STRING -> text -> true;
        };
    }

    private static boolean isInteger(String text) {
        if (!WHOLE.matches(text)) {
            return false;
        }
        try {
            Long.parseLong(text);
            return true;
        } catch (NumberFormatException e) {
            return false; // beyond 64 bits
        }
    }

    private static boolean isTimestamp(String text) {
        try {
            DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }
}
