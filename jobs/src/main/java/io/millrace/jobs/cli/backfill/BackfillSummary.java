package io.millrace.jobs.cli.backfill;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.List;

/**
 * What a backfill has done. Every row of the main source is in one of the counts; of the other
 * sources' rows, those that aren't left out are history.
 *
 * @param read rows of the main source
 * @param outside the range and the history before it
 * @param history before the range, taken in so that features are right
 * @param refused can't be read, break an expectation, or have no answer
 * @param unlabelled of a training set: no label, and none can be assumed
 * @param undecided of a training set: a label may still come in time
 * @param rows written
 * @param others rows of the other sources
 * @param othersLeftOut of them refused, duplicate, late or outside the range
 * @param files that were written; none for a topic
 * @param exclusions the file that says what was refused, late or a duplicate; null if nothing was
 * @param millis that this run took
 * @param eventsASecond through the job, in this run; 0 if an earlier one had done it
 */
public record BackfillSummary(
        long read,
        long outside,
        long history,
        long refused,
        long duplicates,
        long late,
        long unlabelled,
        long undecided,
        long rows,
        long others,
        long othersLeftOut,
        List<Path> files,
        @Nullable Path exclusions,
        long millis,
        long eventsASecond) {

    public BackfillSummary {
        files = List.copyOf(files);
        long known =
                outside + history + refused + duplicates + late + unlabelled + undecided + rows;
        if (known != read) {
            throw new IllegalStateException(
                    "%d rows were read, and %d are accounted for: this is a bug, please report it"
                            .formatted(read, known));
        }
    }
}
