package io.millrace.drift.monitor;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What's counted, by pane, version, role and segment, with a bound on the values of a segment that
 * are told apart in a pane. Of more values those with the smallest hashes are kept, and the others
 * are one: {@link Segment#OTHER}.
 *
 * <p>Which ones are kept follows from the set of values alone (a bottom-k sample): a value that's
 * kept in the end was among the smallest of every part that had it, so its figures are whole
 * whatever came first, and parts merge to the same. A value that gave way never comes back; what
 * was counted of it is OTHER's, to which its later rows go too. A new value costs a look at its
 * siblings; one that's known a look-up. Not safe for use by several threads.
 *
 * @param <V> what's counted; parts of it add up exactly, in any order
 */
public final class PaneMap<V> {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final Comparator<VersionKey> BY_HASH =
            Comparator.<VersionKey>comparingLong(key -> hash(key.segment().value()))
                    .thenComparing(key -> key.segment().value());

    private final TreeMap<VersionKey, V> panes = new TreeMap<>();
    private final int mostValues;
    private final Predicate<Segment> pinned;
    private final BiConsumer<V, V> merge;

    /**
     * @param mostValues of a segment in a pane, OTHER not counted; at least 1
     * @param pinned values that are always told apart, and don't count
     * @param merge adds the second to the first
     */
    public PaneMap(int mostValues, Predicate<Segment> pinned, BiConsumer<V, V> merge) {
        if (mostValues < 1) {
            throw new IllegalArgumentException(
                    mostValues + " values of a segment; at least 1 is needed");
        }
        this.mostValues = mostValues;
        this.pinned = pinned;
        this.merge = merge;
    }

    /**
     * What's counted for a key, or for its segment's OTHER if its value isn't kept.
     *
     * @param fresh made when it's the first of its key
     */
    public V slot(VersionKey key, Supplier<V> fresh) {
        V known = panes.get(key);
        if (known != null) {
            return known;
        }
        Segment segment = key.segment();
        VersionKey other = key.of(segment.other());
        if (segment.isAll() || key.equals(other) || pinned.test(segment)) {
            return panes.computeIfAbsent(key, none -> fresh.get());
        }
        List<VersionKey> values =
                siblings(key).keySet().stream()
                        .filter(one -> !one.equals(other) && !pinned.test(one.segment()))
                        .toList();
        if (values.size() >= mostValues) {
            VersionKey last = Collections.max(values, BY_HASH);
            if (BY_HASH.compare(key, last) > 0) {
                return panes.computeIfAbsent(other, none -> fresh.get());
            }
            V rest = panes.computeIfAbsent(other, none -> fresh.get());
            V gaveWay = panes.remove(last);
            if (gaveWay != null) {
                merge.accept(rest, gaveWay);
            }
        }
        return panes.computeIfAbsent(key, none -> fresh.get());
    }

    /** The values of a key's segment in its pane. */
    NavigableMap<VersionKey, V> siblings(VersionKey key) {
        String name = key.segment().name();
        return panes.subMap(
                key.of(new Segment(name, "\0")),
                true,
                key.of(new Segment(name + "\0", "\0")),
                false);
    }

    @Nullable V get(VersionKey key) {
        return panes.get(key);
    }

    /** In the keys' order, the oldest pane first. */
    public TreeMap<VersionKey, V> all() {
        return panes;
    }

    private static long hash(String value) {
        long hash = FNV_OFFSET;
        for (byte next : value.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (next & 0xFF)) * FNV_PRIME;
        }
        hash = (hash ^ (hash >>> 32)) * 0xd6e8feb86659fd93L;
        return hash ^ (hash >>> 32);
    }
}
