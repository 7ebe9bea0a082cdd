package io.millrace.schemas.pipeline;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.OptionalLong;

/**
 * A cron line in a time zone: minute, hour, day of the month, month, day of the week, and the zone
 * if it isn't UTC, as in {@code 0 3 * * MON Europe/Berlin}. A time that clocks go forward over
 * doesn't come on that day.
 */
public final class Schedule {
    static final int FIELDS = 5;

    private static final CronDefinition UNIX =
            CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX);

    private final String text;
    private final ZoneId zone;
    private final ExecutionTime times;

    private Schedule(String text, ZoneId zone, ExecutionTime times) {
        this.text = text;
        this.zone = zone;
        this.times = times;
    }

    /**
     * @throws IllegalArgumentException if it isn't one
     * @throws java.time.DateTimeException if there is no such zone
     */
    public static Schedule of(String text) {
        String[] words = text.strip().split("\\s+");
        if (words.length != FIELDS && words.length != FIELDS + 1) {
            throw new IllegalArgumentException(
                    "a cron line has 5 fields, and perhaps a zone; this has " + words.length);
        }
        ZoneId zone = ZoneId.of(words.length > FIELDS ? words[FIELDS] : "UTC");
        String cron = String.join(" ", java.util.Arrays.copyOf(words, FIELDS));
        return new Schedule(
                String.join(" ", words),
                zone,
                ExecutionTime.forCron(new CronParser(UNIX).parse(cron)));
    }

    /**
     * The first time after an instant; empty if there's none any more, as of 30 February.
     *
     * @param millis epoch milliseconds
     */
    public OptionalLong after(long millis) {
        return millis(times.nextExecution(at(millis)).orElse(null));
    }

    /**
     * The last time up to an instant, itself included; empty if there was none.
     *
     * @param millis epoch milliseconds
     */
    public OptionalLong upTo(long millis) {
        return millis(times.lastExecution(at(millis + 1)).orElse(null));
    }

    private ZonedDateTime at(long millis) {
        return Instant.ofEpochMilli(millis).atZone(zone);
    }

    private static OptionalLong millis(@Nullable ZonedDateTime time) {
        return time == null
                ? OptionalLong.empty()
                : OptionalLong.of(time.toInstant().toEpochMilli());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Schedule schedule && schedule.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** As it's written in the file. */
    @Override
    public String toString() {
        return text;
    }
}
