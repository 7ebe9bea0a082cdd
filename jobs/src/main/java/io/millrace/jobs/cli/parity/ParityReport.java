package io.millrace.jobs.cli.parity;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a comparison has found. Every vector of the sample is equal, different for one cause, or
 * can't be compared.
 *
 * @param fingerprint of the feature set that computed again
 * @param predictions records of the topic
 * @param sampled of them in the sample and the range
 * @param equal to the last bit
 * @param notComparable computed from events that the sources' topics don't hold any more
 * @param different vectors by cause; every cause is there
 * @param differences the first ones, by event time
 * @param notes what's to be known of the comparison
 */
public record ParityReport(
        String pipeline,
        String fingerprint,
        double share,
        long predictions,
        long sampled,
        long equal,
        long notComparable,
        Map<Cause, Long> different,
        List<VectorDifference> differences,
        List<String> notes) {

    public ParityReport {
        EnumMap<Cause, Long> counts = new EnumMap<>(Cause.class);
        for (Cause cause : Cause.values()) {
            counts.put(cause, different.getOrDefault(cause, 0L));
        }
        different = Collections.unmodifiableMap(counts);
        differences = List.copyOf(differences);
        notes = List.copyOf(notes);
        long known = equal + notComparable + sum(counts);
        if (known != sampled) {
            throw new IllegalStateException(
                    "%d vectors are in the sample, and %d are accounted for: this is a bug, please report it"
                            .formatted(sampled, known));
        }
    }

    private static long sum(Map<Cause, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    public long different(Cause cause) {
        return different.getOrDefault(cause, 0L);
    }

    /** Vectors that differ, whatever the cause. */
    public long allDifferent() {
        return sum(different);
    }

    /** Vectors that were compared. */
    public long compared() {
        return equal + allDifferent();
    }

    /** Share of the compared vectors that are equal; NaN if none was compared. */
    public double equalRate() {
        return (double) equal / compared();
    }

    /**
     * Share of the compared vectors whose difference nothing explains; NaN if none was compared.
     */
    public double unexplainedRate() {
        return (double) different(Cause.UNEXPLAINED) / compared();
    }
}
