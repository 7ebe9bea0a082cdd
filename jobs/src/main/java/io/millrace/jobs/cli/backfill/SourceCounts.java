package io.millrace.jobs.cli.backfill;

/**
 * What became of one source's rows while they were read.
 *
 * @param read all of them
 * @param outside before the history that's needed, or after the range's end
 * @param unreadable refused by the reader of the file
 * @param late that the live run has recorded as late
 * @param duplicates that the live run has recorded as duplicates
 * @param taken into the job
 */
public record SourceCounts(
        String source,
        long read,
        long outside,
        long unreadable,
        long late,
        long duplicates,
        long taken) {

    public SourceCounts {
        if (read != outside + unreadable + late + duplicates + taken) {
            throw new IllegalArgumentException(
                    "of %d rows of %s, %d are accounted for"
                            .formatted(
                                    read,
                                    source,
                                    outside + unreadable + late + duplicates + taken));
        }
    }
}
