package io.millrace.jobs.cli.backfill;

import io.millrace.jobs.backfill.Exclusion;
import io.millrace.jobs.backfill.Exclusion.Verdict;
import io.millrace.jobs.kafka.KafkaSettings;
import io.millrace.jobs.serve.Recorded;
import io.millrace.jobs.serve.RecordedRun;
import io.millrace.jobs.serve.ServeSettings;
import io.millrace.jobs.serve.SourceRecord;
import io.millrace.jobs.serve.SourceRecordDeserializer;
import io.millrace.schemas.serde.RegistrySettings;
import io.millrace.schemas.topic.TopicCatalogue;
import io.millrace.schemas.topic.TopicKind;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongPredicate;

/** Reads the sources' topics, decoded as serve decodes them. */
final class TopicIntake {
    private static final byte[] NOT_KEPT = new byte[0];
    private static final int ROWS_BETWEEN = 5_000;

    private final KafkaSettings kafka;
    private final ServeSettings settings;
    private final Intake intake;
    private Recorded late = new Recorded(Map.of());
    private Recorded duplicates = new Recorded(Map.of());

    TopicIntake(KafkaSettings kafka, ServeSettings settings, Intake intake) {
        this.kafka = kafka;
        this.settings = settings;
        this.intake = intake;
    }

    /** Reads what the live run has passed by; from then on it's left out, unless it's wanted. */
    void leaveOut(Knowledge knowledge) {
        TopicCatalogue live = TopicCatalogue.of(settings.pipeline());
        RegistrySettings registry = settings.registry();
        if (knowledge.leavesOutLate()) {
            late = RecordedRun.late(kafka, registry, live.name(TopicKind.LATE_EVENTS));
        }
        if (knowledge.leavesOutDuplicates()) {
            duplicates = RecordedRun.duplicates(kafka, registry, live.name(TopicKind.DUPLICATES));
        }
    }

    /**
     * Reads one source's topic, by several readers at once that share its partitions. What's
     * computed doesn't depend on the order in which records come, since they're sorted.
     *
     * @param until by partition, the first offset that isn't read
     * @param goOn asked now and then with the number of records so far
     * @return false if it wasn't to go on
     */
    boolean read(int source, Map<Integer, Long> until, int readers, LongPredicate goOn)
            throws IOException {
        AtomicBoolean stopped = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(readers);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < readers; i++) {
                TopicRange.Share share = new TopicRange.Share(i, readers);
                all.add(
                        threads.submit(
                                () -> {
                                    read(source, share, until, stopped, goOn);
                                    return null;
                                }));
            }
            await(all, stopped);
        } finally {
            threads.shutdown();
        }
        return !stopped.get() && goOn.test(intake.read());
    }

    private void read(
            int source,
            TopicRange.Share share,
            Map<Integer, Long> until,
            AtomicBoolean stopped,
            LongPredicate goOn)
            throws IOException {
        SourceRecordDeserializer decoder = new SourceRecordDeserializer(settings, source);
        decoder.open();
        String topic = settings.sources().get(source).topic();
        try (TopicRange range = new TopicRange(kafka, topic, share, until)) {
            range.read(
                    record -> {
                        SourceRecord decoded = decoder.decode(record);
                        synchronized (intake) {
                            if (!stopped.get()) {
                                take(decoded);
                                boolean asks = intake.read() % ROWS_BETWEEN == 0;
                                stopped.compareAndSet(false, asks && !goOn.test(intake.read()));
                            }
                        }
                        return !stopped.get();
                    });
        }
    }

    /** Waits for all; after a failure the others are stopped before it's told. */
    private static void await(List<Future<?>> all, AtomicBoolean stopped) throws IOException {
        Throwable failure = null;
        for (Future<?> one : all) {
            try {
                one.get();
            } catch (ExecutionException e) {
                stopped.set(true);
                failure = failure == null ? e.getCause() : failure;
            } catch (InterruptedException e) {
                stopped.set(true);
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while reading a topic");
            }
        }
        if (failure instanceof IOException io) {
            throw io;
        }
        if (failure instanceof RuntimeException runtime) {
            throw runtime;
        }
        if (failure != null) {
            throw new IOException(failure);
        }
    }

    private void take(SourceRecord record) throws IOException {
        if (record.isHeartbeat()) {
            return;
        }
        if (!late.answered(record.at())) {
            intake.exclude(record.source(), passedBy(record, Verdict.LATE));
        } else if (!duplicates.answered(record.at())) {
            intake.exclude(record.source(), passedBy(record, Verdict.DUPLICATE));
        } else {
            intake.take(
                    new SourceRecord(
                            record.source(),
                            record.at(),
                            null,
                            NOT_KEPT,
                            List.of(),
                            record.time(),
                            record.id(),
                            record.fields(),
                            record.refusal()));
        }
    }

    private static Exclusion passedBy(SourceRecord record, Verdict verdict) {
        return new Exclusion(
                record.at().topic(),
                record.at().partition(),
                record.at().offset(),
                1,
                verdict,
                "live",
                verdict == Verdict.LATE ? "late" : "duplicate",
                null,
                "the live run has recorded it so",
                record.id(),
                record.movesTime() ? (Long) record.time() : null);
    }
}
