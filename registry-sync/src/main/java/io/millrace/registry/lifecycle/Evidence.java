package io.millrace.registry.lifecycle;

import io.millrace.schemas.avro.Role;
import io.millrace.schemas.avro.WindowPerformance;
import io.millrace.schemas.pipeline.Model;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Comparator;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * How versions did in the windows of all events, the newest report of each. Reports of segments
 * aren't kept, and no more than {@value #WINDOWS} windows are: the newest.
 *
 * <p>Of sliding windows those aren't kept that overlap others, so that no row counts twice.
 */
final class Evidence {
    static final int WINDOWS = 4_000;

    private static final Comparator<Key> BY_TIME =
            Comparator.comparingLong(Key::end)
                    .thenComparingLong(Key::start)
                    .thenComparing(Key::role)
                    .thenComparing(Key::digest);

    private final NavigableMap<Key, Window> windows = new TreeMap<>(BY_TIME);

    /** Both times are epoch milliseconds; the end is excluded. */
    record Key(long start, long end, Role role, String digest) {}

    /**
     * @param scored events that it answered
     * @param labelled rows whose label is known
     * @param positives those of them labelled positive
     * @param auc null if it can't be computed
     * @param accuracy null if it can't be computed
     */
    record Window(
            Key key,
            int revision,
            long scored,
            long labelled,
            long positives,
            @Nullable Double auc,
            @Nullable Double accuracy) {}

    void add(WindowPerformance report) {
        if (report.getSegment() != null || report.getOverlaps()) {
            return;
        }
        Key key =
                new Key(
                        report.getWindowStart().toEpochMilli(),
                        report.getWindowEnd().toEpochMilli(),
                        report.getRole(),
                        report.getDigest());
        add(
                new Window(
                        key,
                        report.getRevision(),
                        report.getScored(),
                        report.getLabelled(),
                        report.getPositives(),
                        report.getMetrics().get("auc"),
                        report.getMetrics().get("accuracy")));
    }

    void add(Window window) {
        Window known = windows.get(window.key);
        if (known == null || known.revision < window.revision) {
            windows.put(window.key, window);
        }
        if (windows.size() > WINDOWS) {
            windows.pollFirstEntry();
        }
    }

    /** Forgets all other versions. */
    void retain(Predicate<String> digests) {
        windows.keySet().removeIf(key -> !digests.test(key.digest));
    }

    /**
     * Compares a candidate with the champion in the windows that both have.
     *
     * @param gate whose metric decides
     * @param rows which of the candidate's windows count
     */
    Comparison compare(String candidate, String champion, Model.Gate gate, Predicate<Key> rows) {
        Comparison comparison = new Comparison(gate);
        for (Window window : windows.values()) {
            Key key = window.key;
            if (key.digest.equals(candidate) && key.role != Role.CHAMPION && rows.test(key)) {
                Window other = windows.get(new Key(key.start, key.end, Role.CHAMPION, champion));
                if (other != null) {
                    comparison.add(window, other);
                }
            }
        }
        return comparison;
    }

    /**
     * The events that a canary and the champion have answered in the same windows.
     *
     * @param from start of the first window that counts, epoch milliseconds
     */
    SampleRatio sampleRatio(String canary, String champion, long from) {
        long answered = 0;
        long others = 0;
        for (Window window : windows.values()) {
            Key key = window.key;
            Window other = windows.get(new Key(key.start, key.end, Role.CHAMPION, champion));
            if (key.digest.equals(canary)
                    && key.role == Role.CANARY
                    && key.start >= from
                    && other != null) {
                answered += window.scored;
                others += other.scored;
            }
        }
        return new SampleRatio(answered, answered + others);
    }

    /** In order of time. */
    Collection<Window> windows() {
        return windows.values();
    }
}
