package io.millrace.registry.lifecycle;

import io.millrace.schemas.avro.ModelReference;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * What the life cycle remembers of a version.
 *
 * @param digest SHA-256 of its artefact
 * @param number the 3 of fraud@3, from 1
 * @param fingerprint of the feature set that it was trained on
 * @param asOf event time up to which labels were known at its training, epoch milliseconds; null if
 *     nobody said
 * @param needed whether its gate found it clearly better than the champion
 * @param author who published it or asked for its training; null if nobody said
 * @param approvals of different persons, in their order
 */
public record KnownVersion(
        String digest,
        int number,
        VersionState state,
        String fingerprint,
        @Nullable Long asOf,
        boolean needed,
        @Nullable String author,
        List<Approval> approvals) {

    public KnownVersion {
        approvals = List.copyOf(approvals);
    }

    KnownVersion in(VersionState next) {
        return new KnownVersion(digest, number, next, fingerprint, asOf, needed, author, approvals);
    }

    KnownVersion approved(List<Approval> by) {
        return new KnownVersion(digest, number, state, fingerprint, asOf, needed, author, by);
    }

    KnownVersion approvedBy(Approval approval) {
        List<Approval> all = new ArrayList<>(approvals);
        all.removeIf(known -> known.actor().equals(approval.actor()));
        all.add(approval);
        return approved(all);
    }

    ModelReference reference() {
        return new ModelReference(digest, number);
    }
}
