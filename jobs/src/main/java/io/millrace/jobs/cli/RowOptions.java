package io.millrace.jobs.cli;

import io.millrace.schemas.serde.csv.CsvOptions;
import io.millrace.schemas.serde.csv.CsvOptions.GeneratedTime;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** How the rows of a file become events: what's made up, and what isn't wanted. */
final class RowOptions {
    @Option(
            names = "--start",
            paramLabel = "TIME",
            converter = InstantConverter.class,
            description = "Event time of the first row, for a file without: 1996-05-07T00:00Z.")
    private @Nullable Instant start;

    @Option(
            names = "--step",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "Event time from row to row, together with --start: 30m.")
    private @Nullable Duration step;

    @Option(
            names = "--number",
            description = "Make the row's number the event's id, or the one that a label is about.")
    private boolean number;

    @Option(
            names = "--ignore",
            paramLabel = "COLUMN",
            split = ",",
            description = "Columns of the file that aren't wanted.")
    private List<String> ignored = List.of();

    /**
     * @throws CommandFailure if one is given that means nothing without another
     */
    void check() {
        if ((start == null) != (step == null)) {
            throw CommandFailure.usage("--start and --step belong together");
        }
    }

    /** For a file whose rows have a time and an id of their own. */
    CsvOptions asRead() {
        return CsvOptions.DEFAULT.ignoring(Set.copyOf(ignored));
    }

    /**
     * @param timeField what's made up of --start and --step, if they are given
     * @param idField what's made up if --number is given
     */
    CsvOptions madeUp(String timeField, String idField) {
        CsvOptions options = asRead();
        if (start != null && step != null) {
            options = options.withTime(new GeneratedTime(timeField, start, step));
        }
        return number ? options.withRowNumberAs(idField) : options;
    }
}
