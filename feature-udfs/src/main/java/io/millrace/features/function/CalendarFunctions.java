package io.millrace.features.function;

import static io.millrace.schemas.event.ValueType.BOOLEAN;
import static io.millrace.schemas.event.ValueType.INTEGER;
import static io.millrace.schemas.event.ValueType.STRING;
import static io.millrace.schemas.event.ValueType.TIMESTAMP;

import io.millrace.schemas.event.ValueType;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.IsoFields;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Parts of the ISO calendar in a time zone. The rules are the Java runtime's: with another release
 * of the time zone database, times in zones that changed have other parts.
 */
final class CalendarFunctions {

    private CalendarFunctions() {}

    static List<ScalarFunction> all() {
        return List.of(
                part(
                        "hour",
                        INTEGER,
                        "Hour of the day, 0 to 23",
                        "hour(occurred_at, \"UTC\")",
                        time -> (long) time.getHour()),
                part(
                        "day_of_week",
                        INTEGER,
                        "Day of the week, from 1 (Monday) to 7 (Sunday)",
                        "day_of_week(occurred_at, \"UTC\")",
                        time -> (long) time.getDayOfWeek().getValue()),
                part(
                        "day_of_month",
                        INTEGER,
                        "Day of the month, from 1",
                        "day_of_month(occurred_at, \"UTC\")",
                        time -> (long) time.getDayOfMonth()),
                part(
                        "minute",
                        INTEGER,
                        "Minute of the hour, 0 to 59",
                        "minute(occurred_at, \"UTC\")",
                        time -> (long) time.getMinute()),
                part(
                        "day_of_year",
                        INTEGER,
                        "Day of the year, from 1",
                        "day_of_year(occurred_at, \"UTC\")",
                        time -> (long) time.getDayOfYear()),
                part(
                        "week_of_year",
                        INTEGER,
                        "Week of the year by ISO 8601, 1 to 53: the first has the year's first"
                                + " Thursday",
                        "week_of_year(occurred_at, \"UTC\")",
                        time -> (long) time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR)),
                part(
                        "quarter",
                        INTEGER,
                        "Quarter of the year, 1 to 4",
                        "quarter(occurred_at, \"UTC\")",
                        time -> (long) time.get(IsoFields.QUARTER_OF_YEAR)),
                part(
                        "year",
                        INTEGER,
                        "Year of the ISO calendar",
                        "year(occurred_at, \"UTC\")",
                        time -> (long) time.getYear()),
                part(
                        "month",
                        INTEGER,
                        "Month, 1 to 12",
                        "month(occurred_at, \"UTC\")",
                        time -> (long) time.getMonthValue()),
                part(
                        "is_weekend",
                        BOOLEAN,
                        "Whether it's Saturday or Sunday",
                        "is_weekend(occurred_at, \"UTC\")",
                        time -> time.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) >= 0));
    }

    private static ScalarFunction part(
            String name,
            ValueType result,
            String meaning,
            String example,
            Function<ZonedDateTime, Object> part) {
        return BundledFunction.of(
                        name,
                        List.of(TIMESTAMP, STRING),
                        result,
                        meaning + ", of a timestamp in a time zone such as Europe/Berlin or UTC.",
                        example,
                        a -> part.apply(at((Long) a[0], (String) a[1])))
                .checking(CalendarFunctions::complaint);
    }

    private static ZonedDateTime at(long millis, String zone) {
        return Instant.ofEpochMilli(millis).atZone(ZoneId.of(zone));
    }

    private static Optional<String> complaint(List<Optional<Object>> literals) {
        if (literals.get(1).isEmpty()) {
            return Optional.empty();
        }
        String zone = (String) literals.get(1).get();
        try {
            ZoneId.of(zone);
            return Optional.empty();
        } catch (DateTimeException e) {
            return Optional.of(
                    "\"" + zone + "\" isn't a time zone: write one such as Europe/Berlin or UTC");
        }
    }
}
