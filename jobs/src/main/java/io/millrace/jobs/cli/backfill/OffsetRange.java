package io.millrace.jobs.cli.backfill;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which records of topics are asked for, by their offsets.
 *
 * @param from by partition of the main source, the first record that has a row; those before it are
 *     history
 * @param to by source and partition, the first record that isn't read
 */
public record OffsetRange(Map<Integer, Long> from, Map<Integer, Map<Integer, Long>> to) {
    /** Whatever the topics hold. */
    public static final OffsetRange ALL = new OffsetRange(Map.of(), Map.of());

    public OffsetRange {
        from = Collections.unmodifiableMap(new TreeMap<>(from));
        to = Collections.unmodifiableMap(new TreeMap<>(to));
    }

    public boolean isAll() {
        return equals(ALL);
    }

    /** By partition, where reading a source ends; empty if it ends where the topic does. */
    Map<Integer, Long> to(int source) {
        return to.getOrDefault(source, Map.of());
    }
}
