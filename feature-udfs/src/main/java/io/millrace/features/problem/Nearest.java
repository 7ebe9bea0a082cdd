package io.millrace.features.problem;

import org.apache.commons.text.similarity.LevenshteinDistance;
import org.jspecify.annotations.Nullable;

import java.util.Collection;

/** "Did you mean". */
public final class Nearest {

    private Nearest() {}

    /** The candidate that's the fewest edits away, or null if none is near. */
    public static @Nullable String of(String written, Collection<String> candidates) {
        int limit = Math.min(4, (written.length() + 1) / 3);
        String nearest = null;
        int fewest = limit + 1;
        for (String candidate : candidates) {
            int edits = new LevenshteinDistance(limit).apply(written, candidate);
            if (edits >= 0 && edits < fewest) {
                fewest = edits;
                nearest = candidate;
            }
        }
        return nearest;
    }
}
