package io.millrace.jobs.examples.cardfraud;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A record for the payments' topic or the labels', as the producer sends it.
 *
 * @param kind what will become of it
 * @param time when it's sent, in event time
 * @param key of the Kafka record
 * @param flaw what's special about it, such as {@code amount is NaN}; empty for a plain one
 */
public record Delivery(Kind kind, long time, @Nullable String key, byte[] value, String flaw) {

    /** What a record is, and so where it must end. */
    public enum Kind {
        /** A good event: a prediction. */
        GOOD,
        /** A good event a second time: a duplicate. */
        DUPLICATE,
        /** It can't be decoded, or fails an expectation: a dead letter. */
        BAD,
        /** A good event far behind its time: a late event. */
        LATE,
        /** A label that's known in time: a training example, or a new revision of one. */
        LABEL,
        /** A label that can't be read or used: a dead letter. */
        BAD_LABEL;

        /** Whether it's for the labels' topic. */
        public boolean isLabel() {
            return this == LABEL || this == BAD_LABEL;
        }

        /** How many of a list are of this kind. */
        public long in(List<Delivery> deliveries) {
            return deliveries.stream().filter(delivery -> delivery.kind() == this).count();
        }
    }

    /**
     * Payments and labels in the order of their time.
     *
     * @param payments in the order of their time, so without those that are {@link Kind#LATE}
     * @param labels in the order of their time
     */
    public static List<Delivery> merged(List<Delivery> payments, List<Delivery> labels) {
        List<Delivery> all = new ArrayList<>(payments);
        all.addAll(labels);
        all.sort(Comparator.comparingLong(Delivery::time));
        return all;
    }

    /** How many of a list have each flaw, by name. */
    public static SortedMap<String, Long> flaws(List<Delivery> deliveries) {
        return deliveries.stream()
                .filter(delivery -> !delivery.flaw().isEmpty())
                .collect(
                        Collectors.groupingBy(Delivery::flaw, TreeMap::new, Collectors.counting()));
    }
}
