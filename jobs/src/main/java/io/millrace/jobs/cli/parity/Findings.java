package io.millrace.jobs.cli.parity;

import io.millrace.schemas.event.Row;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares vectors with what's computed again, and keeps what was found. */
final class Findings {
    /** So many are told one by one; all are counted. */
    private static final int MOST_TOLD = 1_000;

    private static final Comparator<VectorDifference> ORDER =
            Comparator.comparingLong(VectorDifference::eventTime)
                    .thenComparing(VectorDifference::eventId)
                    .thenComparing(VectorDifference::place);

    private final String fingerprint;
    private final KnownFingerprints known;
    private final VectorComparison comparison;
    private final VectorReader reader;
    private final Map<Cause, Long> counts = new EnumMap<>(Cause.class);
    private final List<VectorDifference> told = new ArrayList<>();
    private List<Open> open = new ArrayList<>();
    private long equal;

    /** A vector of today's feature set that isn't explained yet. */
    private record Open(ServedVector vector, NamedVector named, Outcome outcome) {}

    /** What differs from the nearest vector that's computed again, if there's one. */
    private record Outcome(boolean isEqual, String reason, List<ValueDifference> values) {}

    Findings(
            String fingerprint,
            KnownFingerprints known,
            VectorComparison comparison,
            VectorReader reader) {
        this.fingerprint = fingerprint;
        this.known = known;
        this.comparison = comparison;
        this.reader = reader;
    }

    /** Compares; what today's feature set has served otherwise stays open. */
    void compare(List<ServedVector> vectors, Recomputed recomputed) {
        for (ServedVector vector : vectors) {
            NamedVector named;
            try {
                named = reader.read(vector.value());
            } catch (IOException e) {
                String reason = String.valueOf(e.getMessage());
                tell(vector, "", Cause.UNEXPLAINED, reason, List.of());
                continue;
            }
            Outcome outcome = outcome(vector, named, recomputed);
            if (outcome.isEqual()) {
                equal++;
            } else if (named.fingerprint().equals(fingerprint)) {
                open.add(new Open(vector, named, outcome));
            } else {
                KnownFingerprints.Meaning meaning = known.of(named.fingerprint());
                tell(
                        vector,
                        named.fingerprint(),
                        meaning.cause(),
                        meaning.reason(),
                        outcome.values());
            }
        }
    }

    /** What nothing explains so far, by event time. */
    List<ServedVector> open() {
        return open.stream().map(Open::vector).toList();
    }

    /** Compares what's open again, since more is recorded than at first. */
    void compareAgain(Recomputed recomputed) {
        List<Open> before = open;
        open = new ArrayList<>();
        for (Open one : before) {
            Outcome outcome = outcome(one.vector(), one.named(), recomputed);
            if (outcome.isEqual()) {
                equal++;
            } else {
                open.add(new Open(one.vector(), one.named(), outcome));
            }
        }
    }

    /** Whatever's open and has the bits of another computation has them because of its cause. */
    void explain(Cause cause, Recomputed recomputed) {
        List<Open> before = open;
        open = new ArrayList<>();
        for (Open one : before) {
            if (outcome(one.vector(), one.named(), recomputed).isEqual()) {
                String reason = "with them, the computation has the bits that were served";
                tell(one.vector(), fingerprint, cause, reason, one.outcome().values());
            } else {
                open.add(one);
            }
        }
    }

    /** Nothing else can explain what's open. */
    void close() {
        for (Open one : open) {
            tell(
                    one.vector(),
                    fingerprint,
                    Cause.UNEXPLAINED,
                    one.outcome().reason(),
                    one.outcome().values());
        }
        open = new ArrayList<>();
        told.sort(ORDER);
    }

    long equal() {
        return equal;
    }

    Map<Cause, Long> counts() {
        return counts;
    }

    List<VectorDifference> told() {
        return told;
    }

    private Outcome outcome(ServedVector vector, NamedVector named, Recomputed recomputed) {
        @Nullable List<ValueDifference> nearest = null;
        for (Row row : recomputed.of(vector.key())) {
            List<ValueDifference> own = comparison.differences(named, row);
            nearest = nearest == null || own.size() < nearest.size() ? own : nearest;
        }
        if (nearest == null) {
            Optional<String> leftOut = recomputed.reason(vector.key());
            String reason = leftOut.orElse("the sources' topics have no such event");
            return new Outcome(false, reason, List.of());
        }
        return new Outcome(
                nearest.isEmpty(),
                "the same feature set gives other bits for the same events",
                nearest);
    }

    private void tell(
            ServedVector vector,
            String by,
            Cause cause,
            String reason,
            List<ValueDifference> values) {
        counts.merge(cause, 1L, Long::sum);
        // Unexplained ones are told whatever there is of the others.
        if (told.size() >= MOST_TOLD && !(cause == Cause.UNEXPLAINED && makeRoom())) {
            return;
        }
        VectorKey key = vector.key();
        told.add(
                new VectorDifference(
                        key.eventId(), key.time(), vector.place(), by, cause, reason, values));
    }

    private boolean makeRoom() {
        for (int i = told.size() - 1; i >= 0; i--) {
            if (told.get(i).cause() != Cause.UNEXPLAINED) {
                told.remove(i);
                return true;
            }
        }
        return false;
    }
}
