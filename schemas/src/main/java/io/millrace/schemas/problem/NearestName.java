package io.millrace.schemas.problem;

import org.apache.commons.text.similarity.LevenshteinDistance;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** "Did you mean": the valid name that's most like what was written. */
public final class NearestName {
    private static final int MOST_EDITS = 4;

    private NearestName() {}

    /**
     * The candidate that's the fewest edits away, the first of them if several are; empty if all
     * are too far. Upper and lower case, and {@code -} and {@code _}, count as the same. A word may
     * differ in about a third of its letters: more would be guessing.
     */
    public static Optional<String> of(String written, Collection<String> candidates) {
        String word = folded(written);
        int fewest = Math.min(MOST_EDITS, (word.length() + 1) / 3) + 1;
        String nearest = null;
        for (String candidate : candidates) {
            int edits = edits(word, folded(candidate), fewest - 1);
            if (edits >= 0) {
                fewest = edits;
                nearest = candidate;
            }
        }
        return Optional.ofNullable(nearest);
    }

    /** Edits from one to the other, or -1 if it's more than the limit. */
    private static int edits(String from, String to, int limit) {
        if (Math.abs(from.length() - to.length()) > limit) {
            return -1;
        }
        return new LevenshteinDistance(limit).apply(from, to);
    }

    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT).replace('-', '_');
    }
}
