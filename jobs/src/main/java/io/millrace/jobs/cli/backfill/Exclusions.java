package io.millrace.jobs.cli.backfill;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;

import io.millrace.jobs.backfill.BackfillSettings;
import io.millrace.jobs.backfill.Exclusion;
import io.millrace.jobs.backfill.RunMerge;
import io.millrace.jobs.backfill.SortedRuns;
import io.millrace.jobs.cli.trial.TypedText;
import io.millrace.jobs.pipeline.CheckedPipeline;

import org.jspecify.annotations.Nullable;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.PushbackInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What has no row, as JSON lines by (source, file or partition, line or offset): the same whatever
 * the parallelism.
 */
final class Exclusions {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int MOST_TOLD = 5;
    private static final int OFFSET_BITS = 44;
    private static final int PARTITION_BITS = 12;

    private final List<String> topics;
    private final List<String> sources;
    private final List<List<Path>> files;
    private final long[][] counts;
    private final List<String> first = new ArrayList<>();

    /**
     * @param files of each source; none for topics
     */
    Exclusions(CheckedPipeline checked, List<List<Path>> files) {
        this.topics = checked.pipeline().sources().stream().map(s -> s.topic().value()).toList();
        this.sources = checked.pipeline().sources().stream().map(s -> s.name().value()).toList();
        this.files = files;
        this.counts = new long[sources.size()][Exclusion.Verdict.values().length];
    }

    /** How many of a source's events have a verdict. */
    long count(int source, Exclusion.Verdict verdict) {
        return counts[source][verdict.ordinal()];
    }

    long all() {
        long all = 0;
        for (long[] ofSource : counts) {
            for (long count : ofSource) {
                all += count;
            }
        }
        return all;
    }

    /** The first refused ones, each with its place and the reason. */
    List<String> first() {
        return List.copyOf(first);
    }

    /** Reads what reading and the job have staged, and writes it in order. */
    void write(Path folder, Path to) throws IOException {
        List<Path> sorted;
        try (SortedRuns runs = new SortedRuns(folder, "excluded")) {
            read(folder, next -> collect(next, runs));
            sorted = runs.finish();
        }
        try (RunMerge merge = new RunMerge(sorted);
                JsonGenerator json =
                        JSON.createGenerator(Files.newOutputStream(to), JsonEncoding.UTF8)) {
            json.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
            while (merge.hasNext()) {
                DataInputStream in = new DataInputStream(new ByteArrayInputStream(merge.take()));
                Exclusion next = Exclusion.read(in);
                if (next.verdict() == Exclusion.Verdict.REFUSED && first.size() < MOST_TOLD) {
                    first.add(place(topics.indexOf(next.topic()), next) + ": " + next.reason());
                }
                write(next, json);
            }
            json.writeRaw('\n');
        }
    }

    /** What reading and the job have staged, in no order. */
    static void read(Path folder, Sink sink) throws IOException {
        readFile(folder.resolve(Intake.EXCLUSIONS), sink);
        readFile(BackfillSettings.refusals(folder), sink);
    }

    /** Takes what has no row. */
    interface Sink {
        void take(Exclusion exclusion) throws IOException;
    }

    private static void readFile(Path staged, Sink sink) throws IOException {
        if (!Files.exists(staged)) {
            return;
        }
        try (PushbackInputStream bytes =
                        new PushbackInputStream(
                                new BufferedInputStream(Files.newInputStream(staged)));
                DataInputStream in = new DataInputStream(bytes)) {
            for (int next = bytes.read(); next >= 0; next = bytes.read()) {
                bytes.unread(next);
                sink.take(Exclusion.read(in));
            }
        }
    }

    private void collect(Exclusion next, SortedRuns runs) throws IOException {
        int source = topics.indexOf(next.topic());
        counts[source][next.verdict().ordinal()]++;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        next.write(new DataOutputStream(bytes));
        runs.add(key(source, next), bytes.toByteArray(), bytes.size());
    }

    private static long key(int source, Exclusion of) {
        return ((long) source << (OFFSET_BITS + PARTITION_BITS))
                | ((long) of.partition() << OFFSET_BITS)
                | of.offset();
    }

    private void write(Exclusion of, JsonGenerator json) throws IOException {
        int source = topics.indexOf(of.topic());
        json.writeStartObject();
        json.writeStringField("place", place(source, of));
        json.writeStringField("source", sources.get(source));
        json.writeStringField("verdict", of.verdict().name().toLowerCase(Locale.ROOT));
        json.writeStringField("stage", of.stage());
        json.writeStringField("rule", of.rule());
        text("field", of.field(), json);
        json.writeStringField("reason", of.reason());
        text("event_id", of.eventId(), json);
        Long time = of.eventTime();
        text("event_time", time == null ? null : TypedText.time(time), json);
        json.writeEndObject();
    }

    private static void text(String name, @Nullable String value, JsonGenerator json)
            throws IOException {
        json.writeFieldName(name);
        if (value == null) {
            json.writeNull();
        } else {
            json.writeString(value);
        }
    }

    private String place(int source, Exclusion of) {
        List<Path> ofSource = new ArrayList<>(files.get(source));
        return ofSource.isEmpty()
                ? of.topic() + "/" + of.partition() + "@" + of.offset()
                : ofSource.get(of.partition()) + ":" + of.offset() + ":" + of.column();
    }
}
