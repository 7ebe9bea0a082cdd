package io.millrace.drift.monitor;

import io.millrace.schemas.pipeline.Monitor;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a monitor does beyond tumbling windows of all events.
 *
 * @param slide milliseconds of event time from one window to the next, above 0; the window's length
 *     for tumbling ones, otherwise it divides that
 * @param segmentValues of one segment that are told apart in a pane, at least 1
 * @param fairness values of segments, by the segment's name, between which decisions are compared;
 *     they're always told apart
 * @param metrics the business's own, by name
 * @param reference what windows are compared with
 */
public record MonitorOptions(
        long slide,
        int segmentValues,
        SortedMap<String, List<String>> fairness,
        SortedMap<String, Monitor.Aggregate> metrics,
        Reference reference) {

    public MonitorOptions {
        if (slide <= 0 || segmentValues < 1) {
            throw new IllegalArgumentException(
                    "slide is "
                            + slide
                            + " ms, with "
                            + segmentValues
                            + " values of a segment; both are above 0");
        }
        fairness = Collections.unmodifiableSortedMap(new TreeMap<>(fairness));
        metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
    }

    /** Tumbling windows. */
    public static MonitorOptions tumbling(long window) {
        return new MonitorOptions(
                window,
                Monitor.SEGMENT_VALUES,
                Collections.emptySortedMap(),
                Collections.emptySortedMap(),
                Reference.TRAINING);
    }

    /** Whether a segment's value is always told apart. */
    public boolean isGroup(Segment segment) {
        return fairness.getOrDefault(segment.name(), List.of()).contains(segment.value());
    }
}
