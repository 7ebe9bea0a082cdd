package io.millrace.drift.monitor;

import io.millrace.drift.compare.DriftSettings;
import io.millrace.drift.compare.WindowComparison;
import io.millrace.drift.compare.WindowVerdict;
import io.millrace.drift.monitor.Judgement.Findings;
import io.millrace.drift.performance.Performance;
import io.millrace.drift.performance.PerformanceWindow;
import io.millrace.drift.profile.ReferenceProfile;
import io.millrace.drift.profile.WindowCounts;
import io.millrace.schemas.avro.Role;

import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Watches one model in event time.
 *
 * <p>What comes in is put in order first: labelled scores by the time at which their labels were
 * known, windows by their end. So what's found is a function of what came, not of when it came. At
 * each multiple of the window's length, windows that are over are compared with their reference,
 * and the performance of those that have new labels is told again.
 *
 * <p>Not safe for use by several threads.
 */
public final class ModelMonitor {
    private static final long NEVER = Long.MAX_VALUE;
    private static final Comparator<LabelledScore> BY_LABEL =
            Comparator.comparingLong(LabelledScore::labelledAt)
                    .thenComparing(LabelledScore::eventId)
                    .thenComparingInt(LabelledScore::revision)
                    .thenComparing(LabelledScore::role)
                    .thenComparing(score -> score.digest() == null ? "" : score.digest());

    private final MonitorSettings settings;
    private final Versions versions;
    private final MonitorRecords records;
    private final WindowComparison comparison = new WindowComparison(DriftSettings.STANDARD);
    final Judgement judgement;
    final ExampleOffsets offsets;
    final PriorityQueue<LabelledScore> waiting = new PriorityQueue<>(BY_LABEL);
    final TreeMap<VersionKey, Counted> counted = new TreeMap<>();
    final TreeMap<VersionKey, Watched> watched = new TreeMap<>();
    long time = Long.MIN_VALUE;

    /** What the registry says of versions. */
    public interface Versions {

        /** The profile that drift is measured against; empty if there's none. */
        Optional<ReferenceProfile> profile(String digest);

        /** What the gate measured; NaN if it measured nothing. */
        double gateMetric(String digest);

        /** How often it erred on its gate's rows. */
        GateErrors gateErrors(String digest);

        /**
         * Event time up to which labels were known at its training, epoch milliseconds;
         * Long.MIN_VALUE if nobody says.
         */
        long trainedAt(String digest);
    }

    /** A window that isn't over yet: how often a version answered, and what its features were. */
    static final class Counted {
        @Nullable Integer version;
        @Nullable WindowCounts counts;
        long scored;
    }

    /** A window whose labels come in. */
    static final class Watched {
        @Nullable Integer version;
        final PerformanceWindow window;
        int revision;
        boolean changed;

        Watched(@Nullable Integer version, PerformanceWindow window) {
            this.version = version;
            this.window = window;
        }
    }

    /** A monitor that has seen nothing yet. */
    public ModelMonitor(MonitorSettings settings, Versions versions) {
        this(settings, versions, new Judgement(settings), new ExampleOffsets());
    }

    ModelMonitor(
            MonitorSettings settings,
            Versions versions,
            Judgement judgement,
            ExampleOffsets offsets) {
        this.settings = settings;
        this.versions = versions;
        this.records = new MonitorRecords(settings);
        this.judgement = judgement;
        this.offsets = offsets;
    }

    /** Takes a part of a window; parts add up, also when they come late. */
    public void add(WindowPart part) {
        VersionKey key = new VersionKey(part.windowStart(), part.digest(), part.role());
        Counted window = counted.computeIfAbsent(key, none -> new Counted());
        window.version = known(window.version, part.version());
        window.scored += part.scored();
        byte[] bytes = part.counts();
        Optional<ReferenceProfile> profile =
                bytes == null ? Optional.empty() : versions.profile(part.digest());
        if (bytes != null && profile.isPresent()) {
            WindowCounts counts = counts(profile.get(), bytes);
            if (window.counts == null) {
                window.counts = counts;
            } else {
                window.counts.merge(counts);
            }
        }
    }

    private static WindowCounts counts(ReferenceProfile profile, byte[] bytes) {
        try {
            return WindowCounts.read(profile, new DataInputStream(new ByteArrayInputStream(bytes)));
        } catch (IOException e) {
            throw new UncheckedIOException("the counts of a window can't be read", e);
        }
    }

    /** Takes an answer whose label is known. */
    public void add(LabelledScore score) {
        waiting.add(score);
    }

    /**
     * Goes on to an event time up to which everything has come, and tells what was found on the
     * way, in its order.
     *
     * @return records of performance, drift, alerts and triggers
     */
    public List<SpecificRecord> advance(long watermark) {
        List<SpecificRecord> found = new ArrayList<>();
        for (long next = nextBoundary();
                next <= watermark && next != NEVER;
                next = nextBoundary()) {
            takeScores(next - 1, found);
            endStep(next, found);
            time = next;
        }
        takeScores(watermark, found);
        time = Math.max(time, watermark);
        return found;
    }

    /** The next multiple of the window's length at which there's something to do. */
    private long nextBoundary() {
        long next = NEVER;
        if (!counted.isEmpty()) {
            next = counted.firstKey().windowStart() + settings.window();
        }
        LabelledScore first = waiting.peek();
        if (first != null) {
            next = Math.min(next, endOf(first.labelledAt()));
        }
        for (Map.Entry<VersionKey, Watched> window : watched.entrySet()) {
            if (window.getValue().changed) {
                long end = window.getKey().windowStart() + settings.window();
                next = Math.min(next, Math.max(end, endOf(time)));
            }
        }
        return next == NEVER || time == Long.MIN_VALUE ? next : Math.max(next, endOf(time - 1));
    }

    private long endOf(long eventTime) {
        return settings.windowStart(eventTime) + settings.window();
    }

    private void takeScores(long until, List<SpecificRecord> found) {
        while (!waiting.isEmpty() && waiting.peek().labelledAt() <= until) {
            take(waiting.remove(), found);
        }
    }

    private void take(LabelledScore score, List<SpecificRecord> found) {
        if (score.role() != Role.SHADOW) {
            offsets.add(score.partition(), score.offset(), score.eventTime());
        }
        String digest = score.digest();
        Double value = score.score();
        if (digest != null && value != null) {
            label(score, digest, value);
        }
        judgement.labelled(score, versions, new Findings(found, records, offsets));
    }

    private void label(LabelledScore score, String digest, double value) {
        long start = settings.windowStart(score.eventTime());
        VersionKey key = new VersionKey(start, digest, score.role());
        Double previous = score.previousLabel();
        Watched known = watched.get(key);
        if (known == null && previous != null) {
            return; // the window was dropped, and its first label with it
        }
        Watched window = known == null ? watch(key, score.version()) : known;
        window.version = known(window.version, score.version());
        boolean label = score.label() == 1;
        if (previous == null) {
            window.window.addLabel(value, score.decision(), label);
        } else {
            window.window.replaceLabel(value, score.decision(), previous == 1, label);
        }
        window.changed = true;
    }

    /** A version that has no number yet may get one within a window; it's told once known. */
    private static @Nullable Integer known(@Nullable Integer one, @Nullable Integer other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return Math.max(one, other);
    }

    private Watched watch(VersionKey key, @Nullable Integer version) {
        Watched window = new Watched(version, new PerformanceWindow());
        watched.put(key, window);
        return window;
    }

    private void endStep(long end, List<SpecificRecord> found) {
        Set<String> serving = new TreeSet<>();
        while (!counted.isEmpty() && counted.firstKey().windowStart() + settings.window() <= end) {
            Map.Entry<VersionKey, Counted> over = counted.pollFirstEntry();
            close(over.getKey(), over.getValue(), end, found);
            if (over.getKey().role() == Role.CHAMPION) {
                serving.add(over.getKey().digest());
            }
        }
        if (!serving.isEmpty()) {
            judgement.endOthers(serving, end, new Findings(found, records, offsets));
        }
        for (Map.Entry<VersionKey, Watched> entry : watched.entrySet()) {
            if (entry.getValue().changed
                    && entry.getKey().windowStart() + settings.window() <= end) {
                tell(entry.getKey(), entry.getValue(), end, found);
            }
        }
        long kept = end - settings.window() - 2 * settings.horizon();
        while (!watched.isEmpty() && watched.firstKey().windowStart() + settings.window() < kept) {
            watched.pollFirstEntry();
        }
    }

    private void close(VersionKey key, Counted over, long end, List<SpecificRecord> found) {
        Watched known = watched.get(key);
        Watched window = known == null ? watch(key, over.version) : known;
        window.version = known(window.version, over.version);
        window.window.addScored(over.scored);
        window.changed = true;
        WindowCounts counts = over.counts;
        if (counts != null) {
            WindowVerdict verdict = comparison.compare(counts);
            found.addAll(records.reports(key, over.version, counts, verdict));
            judgement.number(key.digest(), over.version);
            judgement.compared(
                    key,
                    verdict,
                    versions.trainedAt(key.digest()),
                    end,
                    new Findings(found, records, offsets));
        }
    }

    private void tell(VersionKey key, Watched window, long end, List<SpecificRecord> found) {
        Performance performance = window.window.performance();
        window.revision++;
        window.changed = false;
        found.add(records.performance(key, window.version, window.revision, end, performance));
        if (key.role() == Role.CHAMPION) {
            judgement.measured(
                    key,
                    performance,
                    versions.gateMetric(key.digest()),
                    versions.trainedAt(key.digest()),
                    end,
                    new Findings(found, records, offsets));
        }
    }

    /** All that it remembers, in a versioned format of its own. */
    public byte[] snapshot() {
        return MonitorCodec.write(this);
    }

    /**
     * Goes on from a snapshot; the settings may be others.
     *
     * @throws IllegalArgumentException if the bytes aren't a snapshot
     */
    public static ModelMonitor restore(
            MonitorSettings settings, Versions versions, byte[] snapshot) {
        return MonitorCodec.read(settings, versions, snapshot);
    }
}
