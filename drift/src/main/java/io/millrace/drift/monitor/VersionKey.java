package io.millrace.drift.monitor;

import io.millrace.schemas.avro.Role;

import java.util.Comparator;

/** A version in a window, as what it answered. */
record VersionKey(long windowStart, String digest, Role role) implements Comparable<VersionKey> {
    private static final Comparator<VersionKey> ORDER =
            Comparator.comparingLong(VersionKey::windowStart)
                    .thenComparing(VersionKey::digest)
                    .thenComparing(VersionKey::role);

    @Override
    public int compareTo(VersionKey other) {
        return ORDER.compare(this, other);
    }
}
