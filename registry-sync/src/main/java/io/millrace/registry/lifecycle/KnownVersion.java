package io.millrace.registry.lifecycle;

import io.millrace.schemas.avro.ModelReference;

import org.jspecify.annotations.Nullable;

/**
 * What the life cycle remembers of a version.
 *
 * @param digest SHA-256 of its artefact
 * @param number the 3 of fraud@3, from 1
 * @param fingerprint of the feature set that it was trained on
 * @param asOf event time up to which labels were known at its training, epoch milliseconds; null if
 *     nobody said
 * @param needed whether its gate found it clearly better than the champion
 */
public record KnownVersion(
        String digest,
        int number,
        VersionState state,
        String fingerprint,
        @Nullable Long asOf,
        boolean needed) {

    KnownVersion in(VersionState next) {
        return new KnownVersion(digest, number, next, fingerprint, asOf, needed);
    }

    ModelReference reference() {
        return new ModelReference(digest, number);
    }
}
