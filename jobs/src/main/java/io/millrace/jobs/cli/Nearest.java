package io.millrace.jobs.cli;

import org.apache.commons.text.similarity.LevenshteinDistance;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The name that was probably meant. */
final class Nearest {
    private static final LevenshteinDistance DISTANCE = LevenshteinDistance.getDefaultInstance();

    private Nearest() {}

    /** The nearest of the names, if at most a third of its letters (at least 2) differ. */
    static Optional<String> to(String name, Collection<String> names) {
        return names.stream()
                .sorted()
                .min(Comparator.comparingInt(other -> DISTANCE.apply(name, other)))
                .filter(other -> DISTANCE.apply(name, other) <= Math.max(2, other.length() / 3));
    }
}
