package io.millrace.jobs.examples;

import io.millrace.drift.monitor.GateErrors;
import io.millrace.drift.monitor.LabelledScore;
import io.millrace.drift.monitor.ModelMonitor;
import io.millrace.drift.monitor.MonitorSettings;
import io.millrace.drift.monitor.WindowPart;
import io.millrace.drift.profile.ProfileBuilder;
import io.millrace.drift.profile.ReferenceProfile;
import io.millrace.drift.profile.WindowCounts;
import io.millrace.jobs.pipeline.CheckedPipeline;
import io.millrace.schemas.avro.RetrainTrigger;
import io.millrace.schemas.avro.Role;
import io.millrace.schemas.event.Row;
import io.millrace.schemas.pipeline.Model;
import io.millrace.scoring.ArtifactRefusedException;
import io.millrace.scoring.ModelArtifact;
import io.millrace.scoring.Scorer;
import io.millrace.scoring.metrics.BinaryMetrics;
import io.millrace.scoring.train.Candidate;
import io.millrace.scoring.train.CandidateTraining;
import io.millrace.scoring.train.ExampleSet;
import io.millrace.scoring.train.TrainingRefusedException;

import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * The loop in one thread and without Kafka, with the classes that the jobs are made of: scores,
 * labels when they're known, the monitor's triggers, training, the gate, and a champion after the
 * rollout's time. For settling an example's settings.
 *
 * <p>A rollout here is a span of time: nobody looks at how the candidate does meanwhile. One that
 * runs isn't disturbed, and the newest version that waits is next, as in the registry's life cycle.
 */
public final class LoopSimulation implements ModelMonitor.Versions {

    /** A row with its label, and when each is known; epoch milliseconds. */
    public record Labelled(long time, long labelledAt, boolean label, Row features) {}

    private record Version(
            ModelArtifact artifact,
            Scorer scorer,
            ReferenceProfile profile,
            double gateMetric,
            GateErrors gateErrors,
            long trainedAt) {}

    private final CheckedPipeline pipeline;
    private final Model model;
    private final Duration rollout;
    private final long window;
    private final ModelMonitor monitor;
    private final List<Labelled> rows;
    private final double[] scores;
    private final Map<String, Version> versions = new HashMap<>();
    private final PriorityQueue<Integer> unlabelled;
    private final List<String> log = new ArrayList<>();
    private @Nullable Version champion;
    private @Nullable Version running;
    private @Nullable Version waiting;
    private long over;
    private @Nullable WindowCounts counts;
    private long countedFrom = Long.MIN_VALUE;
    private int trainings;
    private int promotions;

    /**
     * @param rows in the order of their time
     * @param rollout from the gate to champion, in event time
     */
    public LoopSimulation(CheckedPipeline pipeline, List<Labelled> rows, Duration rollout) {
        this.pipeline = pipeline;
        this.rows = rows;
        this.rollout = rollout;
        model = pipeline.pipeline().model().orElseThrow();
        window = pipeline.pipeline().monitor().window().toMillis();
        monitor =
                new ModelMonitor(
                        new MonitorSettings(
                                "simulation",
                                model.name().value(),
                                "examples",
                                window,
                                pipeline.pipeline().labels().orElseThrow().within().toMillis(),
                                pipeline.pipeline().retrainWhen().orElse(null)),
                        this);
        scores = new double[rows.size()];
        unlabelled =
                new PriorityQueue<>(
                        Comparator.<Integer>comparingLong(row -> rows.get(row).labelledAt())
                                .thenComparing(row -> row));
    }

    /** Goes through all rows. */
    public LoopSimulation run() {
        Version[] answered = new Version[rows.size()];
        for (int i = 0; i < rows.size(); i++) {
            Labelled row = rows.get(i);
            while (!unlabelled.isEmpty()
                    && rows.get(unlabelled.element()).labelledAt() <= row.time()) {
                label(unlabelled.remove(), answered);
            }
            rollOut(row.time());
            endWindow(row.time());
            follow(monitor.advance(row.time()));
            Version version = champion;
            answered[i] = version;
            scores[i] = version == null ? Double.NaN : version.scorer().score(row.features());
            WindowCounts counting = counts;
            if (counting != null) {
                counting.add(row.features(), scores[i]);
            }
            unlabelled.add(i);
        }
        return this;
    }

    private void label(int index, @Nullable Version[] answered) {
        Labelled row = rows.get(index);
        Version by = answered[index];
        monitor.add(
                new LabelledScore(
                        "row-" + index,
                        row.time(),
                        row.labelledAt(),
                        row.label() ? 1 : 0,
                        1,
                        null,
                        by == null ? Role.NONE : Role.CHAMPION,
                        by == null ? null : by.artifact().digest(),
                        null,
                        by == null ? null : (Double) scores[index],
                        by != null && scores[index] >= by.artifact().threshold(),
                        0,
                        index));
    }

    private void endWindow(long time) {
        long start = Math.floorDiv(time, window) * window;
        if (start == countedFrom) {
            return;
        }
        handOnCounts();
        countedFrom = start;
        counts = champion == null ? null : new WindowCounts(champion.profile());
    }

    private void handOnCounts() {
        WindowCounts done = counts;
        if (done == null || champion == null || done.rows() == 0) {
            return;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            done.write(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        monitor.add(
                new WindowPart(
                        countedFrom,
                        champion.artifact().digest(),
                        null,
                        Role.CHAMPION,
                        done.rows(),
                        bytes.toByteArray()));
        counts = null;
    }

    private void follow(List<SpecificRecord> found) {
        for (SpecificRecord record : found) {
            if (record instanceof RetrainTrigger trigger) {
                train(trigger);
            }
        }
    }

    private void train(RetrainTrigger trigger) {
        trainings++;
        long asOf = trigger.getAsOf().toEpochMilli();
        long from =
                Optional.ofNullable(trigger.getFromEventTime())
                                .orElse(Instant.MIN)
                                .equals(Instant.MIN)
                        ? Long.MIN_VALUE
                        : trigger.getFromEventTime().toEpochMilli();
        List<ExampleSet.Example> examples = new ArrayList<>();
        for (int i = 0; i < rows.size() && rows.get(i).time() <= asOf; i++) {
            Labelled row = rows.get(i);
            if (row.time() >= from && row.labelledAt() <= asOf) {
                examples.add(
                        new ExampleSet.Example(
                                "row-" + i, row.time(), row.label(), row.features()));
            }
        }
        ExampleSet set =
                new ExampleSet(
                        pipeline.plan().features(),
                        pipeline.plan().fingerprint(),
                        examples,
                        new ExampleSet.Selection(examples.size(), 0, 0, 0, 0));
        String about =
                "%s %s: %d rows".formatted(trigger.getAsOf(), trigger.getCause(), set.size());
        try {
            Candidate candidate =
                    CandidateTraining.train(
                            set, model, champion == null ? null : champion.artifact());
            log.add(about + ", " + candidate.gate().getReason());
            if (candidate.gate().getPassed()) {
                take(version(candidate, asOf), asOf);
            }
        } catch (TrainingRefusedException e) {
            log.add(about + ", refused: " + e.getMessage());
        }
    }

    private Version version(Candidate candidate, long asOf) {
        ModelArtifact artifact = candidate.trained().artifact();
        try {
            Scorer scorer = Scorer.of(artifact, pipeline.plan().features());
            ProfileBuilder profile = ReferenceProfile.builder(pipeline.plan().features());
            candidate
                    .trainingExamples()
                    .forEach(
                            example ->
                                    profile.add(
                                            example.features(), scorer.score(example.features())));
            Double metric = candidate.gate().getCandidate();
            Version version =
                    new Version(
                            artifact,
                            scorer,
                            profile.build(),
                            metric == null ? Double.NaN : metric,
                            GateErrors.of(
                                    candidate.trained().holdout().accuracy(),
                                    candidate.gate().getRows()),
                            asOf);
            versions.put(artifact.digest(), version);
            return version;
        } catch (ArtifactRefusedException e) {
            throw new AssertionError("the trainer's own model is refused", e);
        }
    }

    private void take(Version version, long now) {
        if (champion == null) {
            promote(version, now);
        } else if (running == null) {
            running = version;
            over = now + rollout.toMillis();
        } else {
            waiting = version;
        }
    }

    private void rollOut(long now) {
        Version done = running;
        if (done != null && now >= over) {
            promote(done, now);
            running = waiting;
            waiting = null;
            over = now + rollout.toMillis();
        }
    }

    private void promote(Version version, long now) {
        handOnCounts();
        champion = version;
        promotions++;
        countedFrom = Long.MIN_VALUE;
        log.add("%s new champion".formatted(Instant.ofEpochMilli(now)));
    }

    @Override
    public Optional<ReferenceProfile> profile(String digest) {
        return Optional.ofNullable(versions.get(digest)).map(Version::profile);
    }

    @Override
    public double gateMetric(String digest) {
        Version version = versions.get(digest);
        return version == null ? Double.NaN : version.gateMetric();
    }

    @Override
    public GateErrors gateErrors(String digest) {
        Version version = versions.get(digest);
        return version == null ? GateErrors.UNKNOWN : version.gateErrors();
    }

    @Override
    public long trainedAt(String digest) {
        Version version = versions.get(digest);
        return version == null ? Long.MIN_VALUE : version.trainedAt();
    }

    /** Of rows that were answered; decisions are at the model's threshold. */
    public double accuracy(int from, int to) {
        int answered = 0;
        int right = 0;
        for (int i = from; i < to; i++) {
            if (!Double.isNaN(scores[i])) {
                answered++;
                right += scores[i] >= model.threshold() == rows.get(i).label() ? 1 : 0;
            }
        }
        return right / (double) answered;
    }

    public double auc(int from, int to) {
        boolean[] labels = new boolean[to - from];
        double[] of = new double[to - from];
        for (int i = from; i < to; i++) {
            labels[i - from] = rows.get(i).label();
            of[i - from] = scores[i];
        }
        return BinaryMetrics.auc(of, labels);
    }

    public int trainings() {
        return trainings;
    }

    public int promotions() {
        return promotions;
    }

    /** What happened, a sentence each. */
    public List<String> log() {
        return List.copyOf(log);
    }
}
