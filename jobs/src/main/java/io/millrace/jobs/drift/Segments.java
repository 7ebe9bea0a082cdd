package io.millrace.jobs.drift;

import io.millrace.drift.monitor.Segment;
import io.millrace.features.MonitorValues;
import io.millrace.schemas.event.Row;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Which segments an event belongs to. */
final class Segments {
    /** Longer values aren't told apart beyond this. */
    private static final int LONGEST_VALUE = 200;

    private Segments() {}

    /** All events first, then one of each segment's name. */
    static List<Segment> of(Row features, MonitorValues watched) {
        List<Segment> segments = new ArrayList<>();
        segments.add(Segment.ALL);
        watched.segments(
                features, (name, value) -> segments.add(new Segment(name, readable(value))));
        return segments;
    }

    private static String readable(@Nullable String value) {
        if (value == null) {
            return Segment.NONE;
        }
        return value.isEmpty()
                ? "\"\""
                : value.substring(0, Math.min(value.length(), LONGEST_VALUE));
    }
}
