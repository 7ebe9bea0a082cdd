package io.millrace.drift.monitor;

import io.millrace.drift.profile.ReferenceProfile;
import io.millrace.schemas.avro.Role;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The panes of a monitor's windows. A window is the sum of the panes in it; tumbling ones are of
 * one pane. Not safe for use by several threads.
 */
final class Panes {
    private final long window;
    private final long slide;
    private final MonitorOptions options;
    final PaneMap<Pane> panes;

    /** Starts of panes that were counted, and that no window was closed with yet. */
    final TreeSet<Long> open = new TreeSet<>();

    /** Windows that have something new to tell. */
    final TreeSet<VersionKey> changed = new TreeSet<>();

    /** How often a window was told. */
    final TreeMap<VersionKey, Integer> revisions = new TreeMap<>();

    Panes(MonitorSettings settings) {
        window = settings.window();
        slide = settings.options().slide();
        options = settings.options();
        panes = map();
    }

    private PaneMap<Pane> map() {
        return new PaneMap<>(options.segmentValues(), options::isGroup, Pane::merge);
    }

    void add(WindowPart part, Function<String, Optional<ReferenceProfile>> profiles) {
        panes.slot(part.key(), Pane::new).add(part, profiles);
        open.add(part.windowStart());
    }

    void label(LabelledScore score, String digest, double value) {
        long start = Math.floorDiv(score.eventTime(), slide) * slide;
        VersionKey all = new VersionKey(start, digest, score.role(), Segment.ALL);
        if (panes.get(all) == null && score.previousLabel() != null) {
            return; // the pane was dropped, and its first label with it
        }
        label(all, score, value);
        for (Segment segment : score.attributes().segments()) {
            label(all.of(segment), score, value);
        }
    }

    private void label(VersionKey pane, LabelledScore score, double value) {
        panes.slot(pane, Pane::new).add(score, value);
        long first = pane.windowStart() + slide - window;
        for (long start = first; start <= pane.windowStart(); start += slide) {
            changed.add(pane.at(start));
        }
    }

    /**
     * Windows whose newest pane was counted and is over; they're closed by that, and changed.
     *
     * @param end event time
     * @return by their keys, those of all events before those of segments
     */
    List<VersionKey> close(long end) {
        List<VersionKey> over = new ArrayList<>();
        while (!open.isEmpty() && open.first() + slide <= end) {
            long start = open.first();
            open.remove(start);
            for (Map.Entry<VersionKey, Pane> pane : at(start).entrySet()) {
                if (pane.getValue().open) {
                    pane.getValue().open = false;
                    over.add(pane.getKey().at(start + slide - window));
                }
            }
        }
        changed.addAll(over);
        return over;
    }

    private SortedMap<VersionKey, Pane> at(long start) {
        return panes.all().subMap(first(start), first(start + 1));
    }

    Set<String> digests() {
        Set<String> digests = new TreeSet<>();
        panes.all().keySet().forEach(key -> digests.add(key.digest()));
        return digests;
    }

    /** Panes that begin before a time. */
    SortedMap<VersionKey, Pane> before(long start) {
        return panes.all().headMap(first(start));
    }

    private static VersionKey first(long start) {
        return new VersionKey(start, "", Role.NONE, Segment.ALL);
    }

    /** The sum of a window's panes; null if there's none. Not to be changed. */
    @Nullable Pane window(VersionKey key) {
        if (slide == window) {
            return panes.get(key);
        }
        PaneMap<Pane> sums = map();
        for (long start = key.windowStart(); start < key.windowStart() + window; start += slide) {
            if (key.segment().isAll()) {
                add(key, panes.get(key.at(start)), sums);
            } else {
                panes.siblings(key.at(start))
                        .forEach((of, pane) -> add(of.at(key.windowStart()), pane, sums));
            }
        }
        return sums.get(key);
    }

    private static void add(VersionKey key, @Nullable Pane pane, PaneMap<Pane> sums) {
        if (pane != null) {
            sums.slot(key, Pane::new).merge(pane);
        }
    }

    /**
     * Windows that have something new and are over; those alone that an event was in the newest
     * pane of. A segment value that isn't kept in the window stands for OTHER.
     */
    Set<VersionKey> toTell(long end) {
        Set<VersionKey> told = new TreeSet<>();
        VersionKey next = changed.isEmpty() ? null : changed.first();
        while (next != null && next.windowStart() + window <= end) {
            changed.remove(next);
            if (panes.get(next.of(Segment.ALL).at(next.windowStart() + window - slide)) != null) {
                told.add(window(next) == null ? next.of(next.segment().other()) : next);
            }
            next = changed.isEmpty() ? null : changed.first();
        }
        return told;
    }

    /** How often a window was told, with this time. */
    int revise(VersionKey window) {
        return revisions.merge(window, 1, Integer::sum);
    }

    /** Forgets windows that end before a time, and panes that are in no others. */
    void dropBefore(long end) {
        while (!panes.all().isEmpty() && panes.all().firstKey().windowStart() + window < end) {
            panes.all().pollFirstEntry();
        }
        revisions.headMap(first(end - window)).clear();
    }

    /** Counts that no window needs any more. */
    void forgetCountsBefore(long start) {
        panes.all().headMap(first(start)).values().forEach(pane -> pane.counts = null);
    }
}
