package io.millrace.jobs.cli.backfill;

import io.millrace.features.ReplayNeed;
import io.millrace.jobs.backfill.BackfillProgress;
import io.millrace.jobs.backfill.Exclusion.Verdict;
import io.millrace.jobs.backfill.StagedRow;
import io.millrace.jobs.backfill.StagedRows;
import io.millrace.jobs.cli.CommandFailure;
import io.millrace.jobs.cli.Endpoints;
import io.millrace.jobs.cli.Progress;
import io.millrace.jobs.cli.Session;
import io.millrace.jobs.cli.Throughput;
import io.millrace.jobs.cli.trial.TypedText;
import io.millrace.jobs.embedded.FolderLock;
import io.millrace.jobs.embedded.Folders;
import io.millrace.jobs.pipeline.SourceSchema;
import io.millrace.jobs.serve.PastScores;
import io.millrace.schemas.serde.csv.CsvOptions;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongPredicate;

/**
 * A backfill from its beginning to its end: read and sort, compute, write. After each step there's
 * a note of it, so that the same request goes on after the last one that's complete; the second
 * goes on from its newest checkpoint.
 */
public final class BackfillRun {
    /** State is on the heap if the events take less than this part of it. */
    private static final int HEAP_PARTS = 8;

    private static final int ROWS_BETWEEN = 5_000;
    private static final String REFUSED = ".refused.jsonl";

    private final Session session;
    private final BackfillRequest request;
    private final BackfillPlan plan;
    private final Path work;
    private final long start = System.nanoTime();
    private long computing;
    private long computed;

    public BackfillRun(Session session, BackfillRequest request) {
        this.session = session;
        this.request = request;
        this.plan = new BackfillPlan(request);
        this.work = request.target().work(session.folder().toAbsolutePath()).toAbsolutePath();
    }

    /**
     * Runs until it's through, or the user wants an end.
     *
     * @return empty if the user wanted an end
     */
    public Optional<BackfillSummary> run() throws IOException, InterruptedException {
        checkTarget();
        tellHistory();
        Folders.usable(work);
        try (FolderLock lock = FolderLock.take(work)) {
            Optional<RunState> state = taken().flatMap(this::compute);
            if (state.isEmpty()) {
                session.hint("the same command goes on from here");
                return Optional.empty();
            }
            BackfillSummary summary = write(state.get());
            Folders.delete(work);
            return Optional.of(summary);
        }
    }

    /**
     * The same without an output: what was computed is handed on, and nothing of it stays.
     *
     * @return false if the user wanted an end
     */
    public boolean computeInto(ComputedSink sink) throws IOException, InterruptedException {
        tellHistory();
        Folders.usable(work);
        try (FolderLock lock = FolderLock.take(work)) {
            if (taken().flatMap(this::compute).isEmpty()) {
                return false;
            }
            try (StagedRows rows = new StagedRows(work, plan.features())) {
                while (rows.hasNext()) {
                    sink.row(rows.next());
                }
            }
            Exclusions.read(work, sink::leftOut);
            return true;
        } finally {
            Folders.delete(work);
        }
    }

    private void checkTarget() throws IOException {
        List<Path> there = RowOutput.existing(request.target());
        if (!there.isEmpty() && !request.overwrite()) {
            throw CommandFailure.overwrites(there.get(0).toString());
        }
        // What an earlier run has left may have rows there, which the same run goes on with.
        if (request.target() instanceof BackfillTarget.Topic topic
                && (request.fresh() || RunState.read(work).isEmpty())) {
            TargetTopic.check(request, topic.name());
        }
    }

    /** What can only be right with the whole history. */
    private void tellHistory() {
        if (request.from() == Long.MIN_VALUE) {
            if (!request.offsets().from().isEmpty()) {
                session.progress("what's before --from-offsets is read as history, all of it");
            }
            return;
        }
        for (ReplayNeed need : plan.features().replayNeeds()) {
            String source = request.checked().schemas().get(need.source()).source().name().value();
            long first = plan.range().historyFrom().get(need.source());
            session.progress(
                    need.needsBeginning()
                            ? source
                                    + " is read from its beginning: "
                                    + String.join(", ", need.fromBeginning())
                                    + " may depend on any earlier event"
                            : source + " is read from " + TypedText.time(first));
        }
    }

    /** The sorted events; empty if the user wanted an end. */
    private Optional<RunState> taken() throws IOException {
        String fingerprint = RequestFingerprint.of(request, plan);
        Optional<RunState> before = RunState.read(work);
        if (before.isPresent() && !request.fresh()) {
            if (before.get().fingerprint().equals(fingerprint)) {
                session.progress("going on with what an earlier run has left");
                return before;
            }
            session.warning("an earlier run had other arguments or other files: beginning anew");
        }
        clear();
        TakenIn taken = read();
        if (session.interruption().isAsked()) {
            return Optional.empty();
        }
        long bytes = 0;
        for (Path file : taken.events()) {
            bytes += Files.size(file);
        }
        boolean inMemory = bytes < Runtime.getRuntime().maxMemory() / HEAP_PARTS;
        RunState state =
                new RunState(
                        fingerprint,
                        "millrace-backfill-" + UUID.randomUUID(),
                        inMemory,
                        taken,
                        null);
        state.write(work);
        return Optional.of(state);
    }

    private void clear() throws IOException {
        try (var content = Files.list(work)) {
            content.filter(path -> !path.getFileName().toString().endsWith(".lock"))
                    .sorted()
                    .forEach(Folders::delete);
        }
    }

    private TakenIn read() throws IOException {
        List<String> names =
                request.checked().schemas().stream().map(s -> s.source().name().value()).toList();
        long expected = request.isOfFiles() ? -1 : checkedTopics();
        try (Intake intake = new Intake(work, plan.features(), names, plan.range());
                Progress progress = Progress.of(session, "read", expected)) {
            Throughput throughput = new Throughput(0);
            LongPredicate goOn =
                    rows -> {
                        progress.at(rows, throughput.words(rows, expected));
                        return !session.interruption().isAsked();
                    };
            if (request.isOfFiles()) {
                readFiles(names, intake, goOn);
            } else {
                readTopics(intake, goOn);
            }
            return intake.finish();
        }
    }

    private void readFiles(List<String> names, Intake intake, LongPredicate goOn)
            throws IOException {
        for (int source = 0; source < names.size(); source++) {
            SourceSchema schema = request.checked().schemas().get(source);
            List<Path> files = request.inputs().get(source);
            CsvOptions options = request.options().get(source);
            if (files.isEmpty()) {
                session.warning(
                        "source "
                                + names.get(source)
                                + " has no --input: features from it see nothing");
            }
            FileIntake reader = new FileIntake(plan.features(), source, schema, options, intake);
            if (!reader.read(files, goOn)) {
                return;
            }
        }
    }

    private void readTopics(Intake intake, LongPredicate goOn) throws IOException {
        Endpoints endpoints = request.requireEndpoints();
        TopicIntake reader =
                new TopicIntake(request.kafka(), plan.serve(endpoints.requireRegistry()), intake);
        reader.leaveOut(request.knowledge());
        for (int source = 0; source < request.checked().schemas().size(); source++) {
            Map<Integer, Long> until = request.offsets().to(source);
            if (!reader.read(source, until, request.parallelism(), goOn)) {
                return;
            }
        }
    }

    /** How many records the topics have at most, in the offsets that are asked for. */
    private long checkedTopics() {
        long all = 0;
        List<SourceSchema> sources = request.checked().schemas();
        for (int source = 0; source < sources.size(); source++) {
            String topic = sources.get(source).source().topic().value();
            Map<Integer, Long> until = request.offsets().to(source);
            try (TopicRange range = new TopicRange(request.kafka(), topic)) {
                range.require("--to-offsets", until);
                if (source == 0) {
                    range.require("--from-offsets", request.offsets().from());
                }
            }
            try (TopicRange range =
                    new TopicRange(request.kafka(), topic, TopicRange.Share.WHOLE, until)) {
                all += range.size();
            }
        }
        return all;
    }

    private Optional<RunState> compute(RunState state) {
        if (state.answered() != null) {
            return Optional.of(state);
        }
        long began = System.nanoTime();
        try {
            if (!new BackfillComputation(session, request, plan, work).run(state)) {
                return Optional.empty();
            }
            computing = System.nanoTime() - began;
            computed = state.taken().taken();
            RunState done = state.computed(BackfillProgress.of(work.toString()).rows());
            done.write(work);
            return Optional.of(done);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private BackfillSummary write(RunState state) throws IOException {
        Exclusions exclusions = new Exclusions(request.checked(), request.inputs());
        Path refused = work.resolve("refused.jsonl");
        exclusions.write(work, refused);
        exclusions.first().forEach(one -> session.warning("left out: " + one));
        Labelling labelling = Labelling.of(request, state.taken().newest());
        if (labelling.unreadable() > 0) {
            session.warning(labelling.unreadable() + " labels can't be read and don't count");
        }
        Path out = work.resolve("out");
        Folders.delete(out);
        try (BackfillOutput output = output(state, out);
                Progress progress = Progress.of(session, "written", -1);
                StagedRows rows = new StagedRows(work, plan.features())) {
            Throughput throughput = new Throughput(0);
            while (rows.hasNext()) {
                StagedRow row = rows.next();
                if (labelling.takes(row)) {
                    output.write(plan.columns().values(row, labelling.label(), answer(row)));
                    if (output.rows() % ROWS_BETWEEN == 0) {
                        progress.at(output.rows(), throughput.words(output.rows(), -1));
                    }
                }
            }
            List<Path> files = output.publish();
            Path left = exclusions.all() == 0 ? null : publish(refused, files);
            return summary(state, exclusions, labelling, output.rows(), files, left);
        }
    }

    private PastScores.@Nullable Answer answer(StagedRow row) {
        return request.scores()
                .map(scores -> scores.answer(row.id(), row.time(), row.keys(), row.features()))
                .orElse(null);
    }

    private BackfillOutput output(RunState state, Path out) throws IOException {
        if (request.target() instanceof BackfillTarget.Topic topic) {
            TopicOutput output =
                    new TopicOutput(
                            request.kafka(),
                            request.requireEndpoints().requireRegistry(),
                            topic.name(),
                            state.run(),
                            plan.columns().type());
            if (!output.goesOn()) {
                TargetTopic.clear(request, topic.name());
            }
            return output;
        }
        return new RowOutput(out, request.target(), request.format(), plan.columns());
    }

    /** Beside the rows, by a name of its own; for a topic, where the user is. */
    private Path publish(Path refused, List<Path> rows) throws IOException {
        Path name =
                request.target() instanceof BackfillTarget.Topic topic
                        ? session.folder().toAbsolutePath().resolve(topic.name() + REFUSED)
                        : request.target() instanceof BackfillTarget.Folder
                                ? rows.get(0).resolveSibling("_refused.jsonl")
                                : rows.get(0).resolveSibling(rows.get(0).getFileName() + REFUSED);
        return Files.move(refused, name, StandardCopyOption.REPLACE_EXISTING);
    }

    private BackfillSummary summary(
            RunState state,
            Exclusions exclusions,
            Labelling labelling,
            long rows,
            List<Path> files,
            @Nullable Path left) {
        SourceCounts main = state.taken().sources().get(0);
        long answered = state.answered() == null ? 0 : state.answered();
        long others = 0;
        long othersLeftOut = 0;
        for (int i = 1; i < state.taken().sources().size(); i++) {
            SourceCounts counts = state.taken().sources().get(i);
            others += counts.read();
            othersLeftOut += counts.outside();
            for (Verdict verdict : Verdict.values()) {
                othersLeftOut += exclusions.count(i, verdict);
            }
        }
        return new BackfillSummary(
                main.read(),
                main.outside(),
                answered - rows - labelling.unlabelled() - labelling.undecided(),
                exclusions.count(0, Verdict.REFUSED),
                exclusions.count(0, Verdict.DUPLICATE),
                exclusions.count(0, Verdict.LATE),
                labelling.unlabelled(),
                labelling.undecided(),
                rows,
                others,
                othersLeftOut,
                files,
                left,
                (System.nanoTime() - start) / 1_000_000,
                computing == 0 ? 0 : Math.round(computed * 1e9 / computing));
    }
}
