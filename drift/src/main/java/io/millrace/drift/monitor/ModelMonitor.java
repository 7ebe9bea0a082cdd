package io.millrace.drift.monitor;

import io.millrace.drift.compare.DriftSettings;
import io.millrace.drift.compare.WindowComparison;
import io.millrace.drift.compare.WindowVerdict;
import io.millrace.drift.monitor.Judgement.Findings;
import io.millrace.drift.monitor.References.Compared;
import io.millrace.drift.performance.Performance;
import io.millrace.drift.profile.ReferenceProfile;
import io.millrace.drift.profile.WindowCounts;
import io.millrace.schemas.avro.Role;

import org.apache.avro.specific.SpecificRecord;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * Watches one model in event time.
 *
 * <p>What comes in is put in order first: labelled scores by the time at which their labels were
 * known, windows by their end. So what's found is a function of what came, not of when it came. At
 * each multiple of the windows' slide, windows that are over are compared with their reference, and
 * the performance of those that have new labels is told again.
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
    final Panes panes;
    final References references;
    final FeatureHealth health = new FeatureHealth();
    private final WindowFigures figures;
    final PriorityQueue<LabelledScore> waiting = new PriorityQueue<>(BY_LABEL);
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
        this.panes = new Panes(settings);
        this.references = new References(settings);
        this.figures = new WindowFigures(panes, settings.options());
    }

    /** Takes a part of a pane; parts add up, also when they come late. */
    public void add(WindowPart part) {
        panes.add(part, versions::profile);
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

    /** The next multiple of the windows' slide at which there's something to do. */
    private long nextBoundary() {
        long next = NEVER;
        if (!panes.open.isEmpty()) {
            next = panes.open.first() + settings.options().slide();
        }
        LabelledScore first = waiting.peek();
        if (first != null) {
            next = Math.min(next, endOf(first.labelledAt()));
        }
        if (!panes.changed.isEmpty()) {
            long end = panes.changed.first().windowStart() + settings.window();
            next = Math.min(next, Math.max(end, endOf(time)));
        }
        return next == NEVER || time == Long.MIN_VALUE ? next : Math.max(next, endOf(time - 1));
    }

    private long endOf(long eventTime) {
        long slide = settings.options().slide();
        return Math.floorDiv(eventTime, slide) * slide + slide;
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
            panes.label(score, digest, value);
        }
        judgement.labelled(score, versions, new Findings(found, records, offsets));
    }

    private void endStep(long end, List<SpecificRecord> found) {
        Set<String> serving = new TreeSet<>();
        for (VersionKey window : panes.close(end)) {
            compare(window, end, found);
            if (window.role() == Role.CHAMPION) {
                serving.add(window.digest());
            }
        }
        if (!serving.isEmpty()) {
            judgement.endOthers(serving, end, new Findings(found, records, offsets));
        }
        for (VersionKey window : panes.toTell(end)) {
            tell(window, end, found);
        }
        panes.dropBefore(end - settings.window() - 2 * settings.horizon());
        panes.forgetCountsBefore(end - references.kept() + settings.options().slide());
        references.retain(panes.digests());
        health.retain(panes.digests());
    }

    private void compare(VersionKey key, long end, List<SpecificRecord> found) {
        Pane window = panes.window(key);
        WindowCounts counts = window == null ? null : window.counts;
        if (window == null || counts == null) {
            return;
        }
        Pane previous =
                references.lookBack()
                        ? panes.window(key.at(key.windowStart() - settings.window()))
                        : null;
        Optional<Compared> compared = references.of(key, counts, previous);
        if (compared.isPresent()) {
            WindowVerdict verdict = comparison.compare(compared.get().counts());
            if (key.segment().isAll()) {
                health.seen(key.digest(), key.windowStart(), counts);
            }
            found.addAll(records.reports(key, window.version, compared.get(), verdict, health));
            if (key.segment().isAll()) {
                judgement.number(key.digest(), window.version);
                judgement.compared(
                        key,
                        verdict,
                        versions.trainedAt(key.digest()),
                        end,
                        new Findings(found, records, offsets));
            }
        }
        long over = key.windowStart() + settings.window();
        VersionKey pane = key.at(over - settings.options().slide());
        Pane newest = panes.panes.get(pane);
        if (newest != null && newest.counts != null) {
            references.seen(pane, over, newest.counts);
        }
    }

    private void tell(VersionKey key, long end, List<SpecificRecord> found) {
        Pane window = panes.window(key);
        if (window == null) {
            return;
        }
        Performance performance = window.labels.performance();
        SortedMap<String, Double> metrics = figures.of(key, window, performance);
        int revision = panes.revise(key);
        found.add(records.performance(key, window.version, revision, end, performance, metrics));
        if (key.role() == Role.CHAMPION && key.segment().isAll()) {
            judgement.measured(
                    key,
                    window,
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
