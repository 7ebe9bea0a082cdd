package io.millrace.jobs.cli.backfill;

import java.nio.file.Path;
import java.util.List;

/**
 * What was read.
 *
 * @param events files sorted by event time
 * @param sources in the pipeline's order
 * @param newest event time that was seen, in the range or not, in epoch milliseconds; MIN_VALUE if
 *     there's none
 */
public record TakenIn(List<Path> events, List<SourceCounts> sources, long newest) {
    public TakenIn {
        events = List.copyOf(events);
        sources = List.copyOf(sources);
    }

    /** How many events the job gets. */
    public long taken() {
        return sources.stream().mapToLong(SourceCounts::taken).sum();
    }
}
