package io.millrace.schemas.serde;

import java.time.Instant;

/**
 * Which event times are believed. One time far in the future would move the watermark, and make all
 * that follows late; so it's checked before anything sees it.
 *
 * @param from first allowed epoch millisecond
 * @param until first epoch millisecond that isn't allowed any more
 */
public record EventTimeRange(long from, long until) {
    /** From 1970 up to the end of 2199. */
    public static final EventTimeRange DEFAULT =
            new EventTimeRange(0, Instant.parse("2200-01-01T00:00:00Z").toEpochMilli());

    public EventTimeRange {
        if (from >= until) {
            throw new IllegalArgumentException(
                    "the range of event times from " + from + " until " + until + " is empty");
        }
    }

    public boolean contains(long time) {
        return time >= from && time < until;
    }

    @Override
    public String toString() {
        return "from " + text(from) + " until " + text(until);
    }

    /** For people: ISO-8601 where the time has a year of four digits or so, else milliseconds. */
    static String text(long time) {
        return Math.abs(time) < 253_402_300_800_000L
                ? Instant.ofEpochMilli(time).toString()
                : time + " ms";
    }
}
