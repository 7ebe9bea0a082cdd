package io.millrace.jobs.cli.backfill;

import io.millrace.features.FeaturePlan;
import io.millrace.jobs.backfill.Exclusion;
import io.millrace.jobs.backfill.SortedRuns;
import io.millrace.jobs.serve.SourceRecord;
import io.millrace.jobs.serve.SourceRecordSerializer;

import org.apache.flink.core.memory.DataOutputSerializer;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Sorts events by their time into files, leaves out what the range doesn't need, and counts. */
final class Intake implements Closeable {
    static final String EXCLUSIONS = "exclusions";
    static final String EVENTS = "events";
    private static final int READ = 0;
    private static final int OUTSIDE = 1;
    private static final int UNREADABLE = 2;
    private static final int LATE = 3;
    private static final int DUPLICATE = 4;
    private static final int TAKEN = 5;
    private static final int COUNTS = 6;

    private final EventRange range;
    private final List<String> sources;
    private final SortedRuns runs;
    private final SourceRecordSerializer serializer;
    private final DataOutputSerializer out = new DataOutputSerializer(256);
    private final DataOutputStream exclusions;
    private final long[][] counts;
    private long newest = Long.MIN_VALUE;

    /**
     * @param sources their names, in the pipeline's order
     */
    Intake(Path folder, FeaturePlan plan, List<String> sources, EventRange range)
            throws IOException {
        this.range = range;
        this.sources = List.copyOf(sources);
        this.runs = new SortedRuns(folder, EVENTS);
        this.serializer = new SourceRecordSerializer(plan.sources());
        this.exclusions =
                new DataOutputStream(
                        new BufferedOutputStream(
                                Files.newOutputStream(folder.resolve(EXCLUSIONS))));
        this.counts = new long[sources.size()][COUNTS];
    }

    /** Takes an event, or what couldn't be decoded: that's for the job to say. */
    void take(SourceRecord record) throws IOException {
        counts[record.source()][READ]++;
        if (record.movesTime()) {
            newest = Math.max(newest, record.time());
            if (!range.takes(record.source(), record.time())) {
                counts[record.source()][OUTSIDE]++;
                return;
            }
        }
        counts[record.source()][TAKEN]++;
        out.clear();
        serializer.serialize(record, out);
        runs.add(record.time(), out.getSharedBuffer(), out.length());
    }

    /** Leaves a row out. */
    void exclude(int source, Exclusion exclusion) throws IOException {
        counts[source][READ]++;
        counts[source][
                switch (exclusion.verdict()) {
                    case REFUSED -> UNREADABLE;
                    case LATE -> LATE;
                    case DUPLICATE -> DUPLICATE;
                }]++;
        exclusion.write(exclusions);
    }

    long read() {
        long read = 0;
        for (long[] count : counts) {
            read += count[READ];
        }
        return read;
    }

    /** Ends the reading. */
    TakenIn finish() throws IOException {
        List<SourceCounts> all = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            long[] count = counts[i];
            all.add(
                    new SourceCounts(
                            sources.get(i),
                            count[READ],
                            count[OUTSIDE],
                            count[UNREADABLE],
                            count[LATE],
                            count[DUPLICATE],
                            count[TAKEN]));
        }
        List<Path> files = runs.finish();
        exclusions.flush();
        return new TakenIn(files, all, newest);
    }

    @Override
    public void close() throws IOException {
        runs.close();
        exclusions.close();
    }
}
