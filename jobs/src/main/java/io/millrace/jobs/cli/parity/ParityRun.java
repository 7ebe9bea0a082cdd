package io.millrace.jobs.cli.parity;

import io.millrace.jobs.cli.Progress;
import io.millrace.jobs.cli.Session;
import io.millrace.jobs.cli.backfill.BackfillRequest;
import io.millrace.jobs.cli.backfill.BackfillRun;
import io.millrace.jobs.cli.backfill.BackfillTarget;
import io.millrace.jobs.cli.backfill.FileFormat;
import io.millrace.jobs.cli.backfill.Knowledge;
import io.millrace.jobs.cli.backfill.OffsetRange;
import io.millrace.jobs.cli.backfill.TopicRange;
import io.millrace.jobs.embedded.Folders;
import io.millrace.schemas.serde.ConfluentSchemaRegistry;
import io.millrace.schemas.serde.SchemaRegistry;
import io.millrace.schemas.serde.csv.CsvOptions;
import io.millrace.schemas.topic.TopicCatalogue;
import io.millrace.schemas.topic.TopicKind;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Parity from its beginning to its end: take the sample, compute it again as it was served,
 * compare; and as long as something isn't explained, compute it again with what the live run had
 * passed by.
 */
public final class ParityRun {
    private static final Duration CHECKPOINTS = Duration.ofSeconds(10);

    private final Session session;
    private final ParityRequest request;
    private final TopicCatalogue topics;

    public ParityRun(Session session, ParityRequest request) {
        this.session = session;
        this.request = request;
        this.topics = TopicCatalogue.of(request.checked().pipeline().name().value());
    }

    /**
     * Runs until it's through, or the user wants an end.
     *
     * @return empty if the user wanted an end
     */
    public Optional<ParityReport> run() throws IOException, InterruptedException {
        ServedSample sample = new ServedSample(request);
        try (TopicRange topic =
                        new TopicRange(request.kafka(), topics.name(TopicKind.PREDICTIONS));
                Progress progress = Progress.of(session, "served", topic.size())) {
            boolean all =
                    sample.read(
                            topic,
                            records -> {
                                progress.at(records, "");
                                return !session.interruption().isAsked();
                            });
            if (!all) {
                return Optional.empty();
            }
        }
        HistoryLimit limit =
                HistoryLimit.of(backfill(Knowledge.AS_SERVED, Long.MIN_VALUE, Long.MAX_VALUE));
        List<ServedVector> comparable = sample.vectors().stream().filter(limit::reaches).toList();
        try (SchemaRegistry schemas =
                new ConfluentSchemaRegistry(request.endpoints().requireRegistry())) {
            Findings findings = findings(schemas);
            if (!comparable.isEmpty() && !compare(findings, comparable)) {
                return Optional.empty();
            }
            return Optional.of(report(sample, limit, findings, comparable.size()));
        }
    }

    private Findings findings(SchemaRegistry schemas) {
        return new Findings(
                request.checked().plan().fingerprint(),
                new KnownFingerprints(request.checked()),
                new VectorComparison(request.checked().plan().features()),
                new VectorReader(schemas));
    }

    /** False if the user wanted an end. */
    private boolean compare(Findings findings, List<ServedVector> vectors)
            throws IOException, InterruptedException {
        Map<Cause, Long> recorded = recorded();
        Optional<Recomputed> first = recompute(Knowledge.AS_SERVED, vectors);
        if (first.isEmpty()) {
            return false;
        }
        findings.compare(vectors, first.get());
        if (!findings.open().isEmpty() && !recorded().equals(recorded)) {
            session.progress("the live run has recorded more in the meantime: looking again");
            Optional<Recomputed> again = recompute(Knowledge.AS_SERVED, findings.open());
            if (again.isEmpty()) {
                return false;
            }
            findings.compareAgain(again.get());
        }
        boolean through =
                explain(findings, Cause.LATE, Knowledge.WITH_LATE)
                        && explain(findings, Cause.DUPLICATE, Knowledge.WITH_DUPLICATES);
        findings.close();
        return through;
    }

    /** How much the live run has recorded as passed by. */
    private Map<Cause, Long> recorded() {
        return Map.of(
                Cause.LATE, size(TopicKind.LATE_EVENTS),
                Cause.DUPLICATE, size(TopicKind.DUPLICATES));
    }

    private long size(TopicKind kind) {
        try (TopicRange topic = new TopicRange(request.kafka(), topics.name(kind))) {
            return topic.size();
        }
    }

    /**
     * Looks whether what's open has other bits with what was passed by; false: an end is wanted.
     */
    private boolean explain(Findings findings, Cause cause, Knowledge knowledge)
            throws IOException, InterruptedException {
        List<ServedVector> open = findings.open();
        if (open.isEmpty() || recorded().getOrDefault(cause, 0L) == 0) {
            return true;
        }
        session.progress(
                "%d vectors differ: computing them again with %s"
                        .formatted(
                                open.size(), cause == Cause.LATE ? "late events" : "duplicates"));
        Optional<Recomputed> other = recompute(knowledge, open);
        other.ifPresent(recomputed -> findings.explain(cause, recomputed));
        return other.isPresent();
    }

    /**
     * Computes vectors again, and the history that they need.
     *
     * @param vectors by event time, at least one
     */
    private Optional<Recomputed> recompute(Knowledge knowledge, List<ServedVector> vectors)
            throws IOException, InterruptedException {
        Set<VectorKey> wanted = new HashSet<>();
        vectors.forEach(vector -> wanted.add(vector.key()));
        Recomputed recomputed = new Recomputed(wanted);
        BackfillRequest backfill =
                backfill(
                        knowledge,
                        vectors.get(0).key().time(),
                        vectors.get(vectors.size() - 1).key().time() + 1);
        try {
            boolean through = new BackfillRun(session, backfill).computeInto(recomputed);
            return through ? Optional.of(recomputed) : Optional.empty();
        } finally {
            Folders.delete(folder());
        }
    }

    private Path folder() {
        return session.folder()
                .toAbsolutePath()
                .resolve(".millrace")
                .resolve("parity")
                .resolve(request.checked().pipeline().name().value());
    }

    private BackfillRequest backfill(Knowledge knowledge, long from, long to) {
        List<List<Path>> noFiles = new ArrayList<>();
        List<CsvOptions> options = new ArrayList<>();
        request.checked()
                .schemas()
                .forEach(
                        source -> {
                            noFiles.add(List.of());
                            options.add(CsvOptions.DEFAULT);
                        });
        return new BackfillRequest(
                request.checked(),
                noFiles,
                options,
                from,
                to,
                OffsetRange.ALL,
                new BackfillTarget.Folder(folder()),
                FileFormat.PARQUET,
                new BackfillRequest.LabelInput.None(),
                request.parallelism(),
                knowledge,
                true,
                true,
                CHECKPOINTS,
                Optional.of(request.endpoints()),
                Optional.empty());
    }

    private ParityReport report(
            ServedSample sample, HistoryLimit limit, Findings findings, long comparable) {
        List<String> notes = new ArrayList<>(limit.notes());
        if (sample.unreadable() > 0) {
            notes.add(sample.unreadable() + " records of the topic are no predictions");
        }
        return new ParityReport(
                request.checked().pipeline().name().value(),
                request.checked().plan().fingerprint(),
                request.sample().share(),
                sample.read(),
                sample.vectors().size(),
                findings.equal(),
                sample.vectors().size() - comparable,
                findings.counts(),
                findings.told(),
                notes);
    }
}
