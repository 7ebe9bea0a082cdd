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
     * @param labelled rows whose label is known
     * @param positives those of them labelled positive
     * @param auc null if it can't be computed
     * @param accuracy null if it can't be computed
     */
    record Window(
            Key key,
            int revision,
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

    /** In order of time. */
    Collection<Window> windows() {
        return windows.values();
    }
}
