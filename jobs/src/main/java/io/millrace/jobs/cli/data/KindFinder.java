package io.millrace.jobs.cli.data;

import io.millrace.jobs.cli.data.ColumnInfo.Odd;
import io.millrace.schemas.problem.Place;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/** Finds out what all values of a column are: the strictest kind that none of them spoils. */
final class KindFinder {
    private static final int SHORTEST_TIME = 10;

    private final String name;
    private final Place place;
    private final Map<ColumnKind, Odd> odd = new EnumMap<>(ColumnKind.class);
    private boolean any;

    KindFinder(String name, Place place) {
        this.name = name;
        this.place = place;
    }

    /** A text that stands for a value, as in CSV; blank ones are none. */
    void add(String text, Supplier<Place> at) {
        if (text.isBlank()) {
            return;
        }
        any = true;
        if (!odd.containsKey(ColumnKind.NUMBER) && number(text) == null) {
            odd.put(ColumnKind.NUMBER, new Odd(at.get(), text));
        }
        if (!odd.containsKey(ColumnKind.BOOLEAN) && !isBoolean(text)) {
            odd.put(ColumnKind.BOOLEAN, new Odd(at.get(), text));
        }
        if (!odd.containsKey(ColumnKind.TIME) && !isTime(text)) {
            odd.put(ColumnKind.TIME, new Odd(at.get(), text));
        }
    }

    /** A value whose kind is known, as in JSON. */
    void add(ColumnKind kind, String text, Supplier<Place> at) {
        any = true;
        for (ColumnKind other : ColumnKind.values()) {
            if (other != kind && other != ColumnKind.EMPTY && !odd.containsKey(other)) {
                boolean time = other == ColumnKind.TIME && kind == ColumnKind.TEXT && isTime(text);
                if (!time) {
                    odd.put(other, new Odd(at.get(), text));
                }
            }
        }
    }

    ColumnInfo found() {
        return new ColumnInfo(name, kind(), place, true, odd);
    }

    private ColumnKind kind() {
        if (!any) {
            return ColumnKind.EMPTY;
        }
        for (ColumnKind kind :
                new ColumnKind[] {
                    ColumnKind.NUMBER, ColumnKind.BOOLEAN, ColumnKind.TIME, ColumnKind.TEXT
                }) {
            if (!odd.containsKey(kind)) {
                return kind;
            }
        }
        return ColumnKind.OTHER;
    }

    /** The number that a text is, NaN and infinite ones among them; null if it's none. */
    static @Nullable Double number(String text) {
        String trimmed = text.strip();
        if (trimmed.isEmpty()) {
            return null;
        }
        char last = trimmed.charAt(trimmed.length() - 1);
        char first = trimmed.charAt(0);
        boolean digits = last >= '0' && last <= '9' || last == '.';
        boolean begins = first >= '0' && first <= '9' || "+-.".indexOf(first) >= 0;
        if (digits && begins) {
            try {
                return Double.valueOf(trimmed);
            } catch (NumberFormatException e) {
                return null;
            }
        }
        return switch (trimmed) {
            case "NaN", "nan" -> Double.NaN;
            case "Infinity", "inf", "+inf" -> Double.POSITIVE_INFINITY;
            case "-Infinity", "-inf" -> Double.NEGATIVE_INFINITY;
            default -> null;
        };
    }

    private static boolean isBoolean(String text) {
        return text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false");
    }

    private static boolean isTime(String text) {
        return time(text) != null;
    }

    /** A date, in UTC, or a time with an offset, as epoch milliseconds; null if it's neither. */
    static @Nullable Long time(String text) {
        if (text.length() < SHORTEST_TIME || text.charAt(4) != '-') {
            return null;
        }
        try {
            return text.length() == SHORTEST_TIME
                    ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli()
                    : OffsetDateTime.parse(text.replace(' ', 'T')).toInstant().toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            return null;
        }
    }
}
