package io.millrace.jobs.cli.backfill;

import io.millrace.features.ReplayNeed;
import io.millrace.jobs.serve.SourceSettings;

import java.util.ArrayList;
import java.util.List;

/**
 * The event times that are asked for, and how much earlier each source's history has to begin so
 * that features have the values that all of it would give.
 *
 * @param from epoch milliseconds of the first event that's asked for; MIN_VALUE for all
 * @param to epoch milliseconds of the first event that isn't; MAX_VALUE for all
 * @param historyFrom by source, of the first event that's taken in; MIN_VALUE for all
 */
public record EventRange(long from, long to, List<Long> historyFrom) {

    public EventRange {
        historyFrom = List.copyOf(historyFrom);
        if (from >= to) {
            throw new IllegalArgumentException(
                    "the range begins at %d and ends at %d, before it has begun"
                            .formatted(from, to));
        }
    }

    /**
     * A range with what it needs: the longest window before it and, so that a repeated id is known
     * as such, the time in which it's a duplicate.
     */
    public static EventRange of(
            long from, long to, List<ReplayNeed> needs, List<SourceSettings> sources) {
        List<Long> history = new ArrayList<>();
        for (ReplayNeed need : needs) {
            long earlier =
                    need.reachMillis() + Math.max(0, sources.get(need.source()).duplicatesWithin());
            boolean all = from < Long.MIN_VALUE + earlier || need.needsBeginning();
            history.add(all ? Long.MIN_VALUE : from - earlier);
        }
        return new EventRange(from, to, history);
    }

    /** Whether an event takes part, as an answer or as history. */
    boolean takes(int source, long time) {
        return time >= historyFrom.get(source) && time < to;
    }
}
