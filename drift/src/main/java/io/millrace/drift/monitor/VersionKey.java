package io.millrace.drift.monitor;

import io.millrace.schemas.avro.Role;

import java.util.Comparator;

/**
 * A version in a pane or in a window, as what it answered, for the events of a segment.
 *
 * @param windowStart event time in epoch milliseconds
 */
public record VersionKey(long windowStart, String digest, Role role, Segment segment)
        implements Comparable<VersionKey> {
    private static final Comparator<VersionKey> ORDER =
            Comparator.comparingLong(VersionKey::windowStart)
                    .thenComparing(VersionKey::digest)
                    .thenComparing(VersionKey::role)
                    .thenComparing(VersionKey::segment);

    VersionKey at(long start) {
        return new VersionKey(start, digest, role, segment);
    }

    VersionKey of(Segment other) {
        return new VersionKey(windowStart, digest, role, other);
    }

    @Override
    public int compareTo(VersionKey other) {
        return ORDER.compare(this, other);
    }
}
