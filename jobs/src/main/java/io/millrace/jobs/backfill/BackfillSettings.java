package io.millrace.jobs.backfill;

import io.millrace.jobs.serve.ServeSettings;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * All that a backfill's job needs.
 *
 * @param serve the settings of the operators that it shares with serve
 * @param events files of {@link io.millrace.jobs.serve.SourceRecord}s, sorted by event time
 * @param folder where rows and refusals are staged
 * @param from epoch milliseconds of the first event that's asked for; those before it are history
 * @param fromOffsets by partition of the main source, the first record that's asked for; those
 *     before it are history
 */
public record BackfillSettings(
        ServeSettings serve,
        List<Path> events,
        Path folder,
        long from,
        Map<Integer, Long> fromOffsets) {

    public BackfillSettings {
        events = List.copyOf(events);
        fromOffsets = Map.copyOf(fromOffsets);
    }

    /** Where the job stages the features. */
    public static Path rows(Path folder) {
        return folder.resolve("rows");
    }

    /** Where the job stages what it refused. */
    public static Path refusals(Path folder) {
        return folder.resolve("refusals");
    }
}
